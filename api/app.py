"""create_app(): the rooms' routes under /v1, and the built SPA beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from api.accounts import oidc_routes as oidc
from api.accounts import routes as accounts
from api.accounts.guards import identified
from api.activities import routes as activities
from api.admissions import routes as admissions
from api.calendars import routes as calendars
from api.clients import routes as clients
from api.companies import routes as companies
from api.concerns import routes as concerns
from api.confirmations import routes as confirmations
from api.contributions import routes as contributions
from api.crisis import routes as crisis
from api.demo.mail import show_mail
from api.digests import routes as digests
from api.digests.service import UNSUBSCRIPTIONS
from api.dormancy import routes as dormancy
from api.explanations import routes as explanations
from api.imports import routes as imports
from api.imports.receive import LIMIT
from api.kit import health, logging
from api.kit.db import Database
from api.kit.failures import answer_failures
from api.kit.middleware import API_VERSION, BodyLimit, Envelope
from api.kit.openapi import document, read_document
from api.kit.settings import settings
from api.kit.spa import serve_spa
from api.matches import routes as matches
from api.organisations import routes as organisations
from api.partnerships import routes as partnerships
from api.polls import routes as polls
from api.priorities import routes as priorities
from api.privacy import routes as privacy
from api.professionals import routes as professionals
from api.regions import routes as regions
from api.reliability import routes as reliability
from api.requests import routes as requests
from api.rounds import derived as derived_rounds
from api.rounds import routes as rounds
from api.schedules import routes as schedules
from api.schools import routes as schools
from api.slots import routes as slots
from api.standby import routes as standby
from api.suggestions import routes as suggestions
from api.vocabularies import routes as vocabularies
from api.webhooks import routes as webhooks

MB = 1024 * 1024
ROUTERS: tuple[APIRouter, ...] = (
    health.live_router,
    health.ready_router,
    accounts.router,
    oidc.router,
    vocabularies.router,
    regions.router,
    schools.router,
    companies.router,
    professionals.router,
    clients.router,
    webhooks.router,
    slots.router,
    activities.router,
    requests.router,
    dormancy.router,
    organisations.router,
    admissions.router,
    suggestions.router,
    standby.router,
    matches.router,
    reliability.router,
    calendars.router,
    confirmations.router,
    polls.router,
    crisis.router,
    partnerships.router,
    contributions.router,
    concerns.router,
    priorities.router,
    digests.router,
    rounds.router,
    schedules.router,
    explanations.router,
    derived_rounds.router,
    privacy.router,
    imports.router,
)
# Behind these the rest of a path is a secret, and left out of the log.
SECRET = (calendars.CALENDARS, UNSUBSCRIPTIONS)
# Where most requests go: asked first, as routes are tried one after the other. Slots stand before activities, whose
# verbs are one pattern.
BUSY = (slots.router, activities.router, suggestions.router, requests.router)


def create_app(url: str, spa_dir: Path | None = None, mail_dir: Path | None = None) -> FastAPI:
    """The service on the database at `url`; `spa_dir` adds the SPA, `mail_dir` the pages of the demo's mail."""
    logging.configure()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = Database(url)
        app.state.database = database
        await database.open()
        yield
        await database.close()

    app = FastAPI(
        title="Techniekloket",
        version=API_VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        middleware=[
            Middleware(Envelope, SECRET, (polls.CLASS_POLLS,)),
            Middleware(BodyLimit, MB, {"/v1/imports": LIMIT}),
        ],
    )
    app.state.identified = identified
    answer_failures(app)
    included: dict[int, BaseRoute] = {}
    for router in sorted(ROUTERS, key=lambda one: one not in BUSY):
        app.include_router(router, prefix="/v1")
        included[id(router)] = app.routes[-1]
    app.add_api_route("/v1/openapi.json", read_document, include_in_schema=False)

    def openapi() -> dict[str, Any]:
        return document(app, [included[id(router)] for router in ROUTERS])

    app.openapi = openapi  # type: ignore[method-assign]
    if mail_dir is not None:
        show_mail(app, mail_dir)
    if spa_dir is not None:
        serve_spa(app, spa_dir)
    return app


def built_spa() -> Path | None:
    """The SPA named by the settings, in the wheel, or in the working tree; None when it was not built."""
    here = Path(__file__).parent
    for folder in (settings().spa_dir, here / "spa", here.parent / "frontend" / "dist"):
        if folder is not None and (folder / "index.html").is_file():
            return folder
    return None
