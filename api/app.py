"""create_app(): the rooms' routes under /v1, and the built SPA beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from api.activities import routes as activities
from api.companies import routes as companies
from api.imports import routes as imports
from api.kit import health, logging
from api.kit.db import Database
from api.kit.failures import answer_failures
from api.kit.middleware import API_VERSION, BodyLimit, Envelope
from api.kit.openapi import document, read_document
from api.kit.settings import settings
from api.kit.spa import serve_spa
from api.matches import routes as matches
from api.regions import routes as regions
from api.requests import routes as requests
from api.schools import routes as schools
from api.vocabularies import routes as vocabularies

MB = 1024 * 1024
ROUTERS: tuple[APIRouter, ...] = (
    health.live_router,
    health.ready_router,
    vocabularies.router,
    regions.router,
    schools.router,
    companies.router,
    activities.router,
    requests.router,
    matches.router,
    imports.router,
)


def create_app(url: str, spa_dir: Path | None = None) -> FastAPI:
    """The service on the database at `url`; with `spa_dir` it also serves the SPA."""
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
        middleware=[Middleware(Envelope), Middleware(BodyLimit, MB, {"/v1/imports": imports.LIMIT})],
    )
    answer_failures(app)
    for router in ROUTERS:
        app.include_router(router, prefix="/v1")
    app.add_api_route("/v1/openapi.json", read_document, include_in_schema=False)

    def openapi() -> dict[str, Any]:
        return document(app)

    app.openapi = openapi  # type: ignore[method-assign]
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
