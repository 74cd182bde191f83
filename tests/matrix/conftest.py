"""The world is built once, in a database of its own; every test undoes what it did to it."""

import asyncio
import os
from collections.abc import Callable

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.matrix.world import World, build


@pytest.fixture(scope="session")
def database_url(copy_database: Callable[[str], str]) -> str:
    return copy_database(f"matrix_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")


async def _built(database: str) -> World:
    async with await psycopg.AsyncConnection.connect(database, row_factory=dict_row) as db:
        return await build(db)


@pytest.fixture(scope="session")
def world(database_url: str) -> World:
    return asyncio.run(_built(database_url))
