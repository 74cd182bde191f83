"""A document as an answer."""

from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.kit.http import Language, tagged

SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "PDF/UA-1",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}, "example": "%PDF-1.7 ..."}},
    }
}


class Pdf(Response):
    media_type = "application/pdf"


def pdf_answer(request: Request, body: bytes, language: Language, name: str) -> Response:
    """To be shown or kept as `name`, with an ETag of its content; for nobody else's cache."""
    answer = tagged(request, Pdf(body), 0)
    answer.headers.update(
        {
            "Cache-Control": "private, no-cache",
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Content-Language": language,
            "Vary": "Accept-Language",
        }
    )
    return answer
