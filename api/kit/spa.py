"""Serves the built SPA: files with long caching, every other page path the same document."""

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from api.kit.failures import allowed_methods

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def serve_spa(app: FastAPI, folder: Path) -> None:
    """`/assets/*` are named by their content; with a dot: a file or 404; all else: the document."""
    files = StaticFiles(directory=folder)

    async def page(request: Request) -> Response:
        path = request.path_params["path"]
        if path == "v1" or path.startswith("v1/"):
            raise HTTPException(405 if allowed_methods(request) else 404)
        if "." in path.rpartition("/")[2]:
            answer = await files.get_response(path, request.scope)
            if path.startswith("assets/"):
                answer.headers.update(FOREVER)
            return answer
        return FileResponse(folder / "index.html", headers={"Cache-Control": "no-cache"})

    app.add_route("/{path:path}", page, methods=["GET", "HEAD"])
