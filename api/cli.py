"""The `loket` command."""

import asyncio
import json
import sys
import webbrowser
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import psycopg
import typer
import uvicorn
from psycopg.rows import dict_row

from api import migrate as migrations
from api.accounts import service as accounts
from api.accounts.models import Role
from api.app import built_spa, create_app
from api.demo import beside
from api.demo import service as demonstration
from api.imports import service as imports
from api.imports.rules import KINDS
from api.jobs import worker
from api.kit.db import house
from api.kit.postgres import database_url
from api.kit.settings import settings
from api.notices.post import office
from api.privacy import service as privacy

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys = typer.Typer(no_args_is_help=True)
cli.add_typer(keys, name="keys", help="API keys.")
audit = typer.Typer(no_args_is_help=True)
cli.add_typer(audit, name="audit", help="The log of who did what.")
DataDir = Annotated[
    Path, typer.Option(envvar="LOKET_DATA_DIR", help="Where the embedded PostgreSQL keeps its files.")
]
HERE = Path(".loket")
MAIL = "mail"


@cli.command()
def migrate(data_dir: DataDir = HERE) -> None:
    """Brings the database to the newest version and loads the reference data."""
    with database_url(settings().database_url, data_dir) as url:
        migrations.upgrade(url)


@cli.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: str = "127.0.0.1",
    data_dir: DataDir = HERE,
) -> None:
    """The API and the SPA, on a migrated database with reference data and no organisations."""
    with database_url(settings().database_url, data_dir) as url:
        migrations.upgrade(url)
        run_server(url, host, port)


def run_server(url: str, host: str, port: int, mail_dir: Path | None = None) -> None:
    uvicorn.run(
        create_app(url, built_spa(), mail_dir),
        host=host,
        port=port,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=settings().trusted_proxies,
        timeout_graceful_shutdown=10,
    )


@cli.command()
def work(data_dir: DataDir = HERE) -> None:
    """The worker: mail, jobs and periodic duties, beside any number of `serve` processes."""
    with database_url(settings().database_url, data_dir) as url:
        asyncio.run(worker.work(url, office(settings().smtp_url, data_dir / MAIL)))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    data_dir: DataDir = HERE,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """The service with 1,619 real school sites and fictional companies; prints its address and keys."""
    with database_url(settings().database_url, data_dir) as url:
        migrations.upgrade(url)
        made = asyncio.run(demonstration.prepare(url))
        typer.echo(demonstration.told(made, port))
        if open_:
            webbrowser.open(f"http://localhost:{port}")
        with beside.worker(url, data_dir / MAIL):
            run_server(url, "127.0.0.1", port, data_dir / MAIL)


@cli.command()
def openapi() -> None:
    """Prints the contract."""
    json.dump(create_app("").openapi(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


@cli.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    kind: Annotated[str, typer.Option(help=", ".join(KINDS))],
    format_: Annotated[str, typer.Option("--format")] = "auto",
    dry_run: bool = False,
    partial: bool = False,
    retire: bool = False,
    region: str | None = None,
    data_dir: DataDir = HERE,
) -> None:
    """Reads a file of any size into the database; the answer goes to stdout, progress to stderr."""
    wanted = imports.Wanted(kind, format_, dry_run, partial, retire, region)
    with database_url(settings().database_url, data_dir) as url:
        answer, accepted = asyncio.run(imports.from_file(url, file, wanted, _show_progress))
    typer.echo(answer)
    raise typer.Exit(0 if accepted else 1)


def _show_progress(rows: int) -> None:
    typer.echo(f"\r{rows:,} rows", err=True, nl=False)


@keys.command()
def create(
    role: Annotated[Role, typer.Option()],
    region: list[str] | None = None,
    organisation: UUID | None = None,
    data_dir: DataDir = HERE,
) -> None:
    """Makes a key and prints it alone; it cannot be shown again."""

    async def make(url: str) -> str:
        async with await psycopg.AsyncConnection.connect(url, row_factory=dict_row) as db:
            return await accounts.create_key(db, role, region or [], organisation)

    with database_url(settings().database_url, data_dir) as url:
        typer.echo(asyncio.run(make(url)))


@audit.callback()
def _audit() -> None:
    """Keeps `verify` a command of its own."""


@audit.command()
def verify(data_dir: DataDir = HERE) -> None:
    """Computes the log's chains anew and prints their ends; fails when one does not hold."""

    async def check(url: str) -> dict[str, Any]:
        async with house(url) as db:
            return await privacy.verification(db)

    with database_url(settings().database_url, data_dir) as url:
        found = asyncio.run(check(url))
    typer.echo(json.dumps(found))
    raise typer.Exit(0 if found["intact"] else 1)


def main() -> None:
    cli()


if __name__ == "__main__":
    main()
