"""What one gave to classes."""

from fastapi import APIRouter, Request
from pydantic_core import to_json
from starlette.responses import Response

from api.accounts.guards import Person
from api.contributions import service
from api.contributions.rules import ContributionNotFound
from api.contributions.schemas import ContributionsOut, SchoolYear
from api.kit.db import Db
from api.kit.errors import refuses
from api.kit.http import LoketRoute, json_answer, language_of
from api.papers.answers import SHOWN, Pdf, pdf_answer

router = APIRouter(tags=["contributions"], route_class=LoketRoute)


@router.get("/account/contributions", summary="What I gave to classes", response_model=ContributionsOut)
async def list_contributions(db: Db, who: Person) -> Response:
    """Hours, classes and pupils by school year, of what took place with oneself as the guest; the newest first."""
    return json_answer(to_json({"items": await service.read(db, who)}))


@router.get(
    "/account/contributions/{school_year}/certificate",
    summary="A certificate of what I gave in a school year",
    response_class=Pdf,
    responses={**SHOWN, **refuses(ContributionNotFound)},
)
async def read_certificate(request: Request, db: Db, who: Person, school_year: SchoolYear) -> Response:
    """Activities, classes, hours and pupils as PDF, in Dutch, or by Accept-Language."""
    lang = language_of(request)
    made = await service.certificate(db, who, school_year, lang)
    return pdf_answer(request, made, lang, f"techniekloket-{school_year}")
