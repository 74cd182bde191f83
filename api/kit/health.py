"""Alive, and ready: the second asks the database."""

from fastapi import APIRouter

from api.kit.db import Db
from api.kit.errors import Unavailable, refuses
from api.kit.http import LoketRoute
from api.kit.schemas import Wire, example

live_router = APIRouter(tags=["health"])
ready_router = APIRouter(tags=["health"], route_class=LoketRoute)


class Health(Wire):
    model_config = example({"status": "ok"})

    status: str


@live_router.get("/health/live", summary="Is the process alive?")
async def read_live() -> Health:
    """Never touches the database."""
    return Health(status="ok")


@ready_router.get("/health/ready", summary="Can it answer?", responses=refuses(Unavailable))
async def read_ready(db: Db) -> Health:
    """Asks the database; 503 with Retry-After when it cannot be reached."""
    await db.execute("SELECT 1")
    return Health(status="ok")
