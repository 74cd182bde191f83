"""The `loket` command. What only one command needs is imported there: every start waits for imports."""

import asyncio
import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.accounts.roles import Role
from api.imports.kinds import KINDS

if TYPE_CHECKING:
    from api.kit.postgres import Urls

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


def _wrong(message: str) -> typer.Exit:
    """Says in one line what is wrong with the command."""
    typer.echo(message, err=True)
    return typer.Exit(2)


@contextmanager
def _address(host: str, port: int) -> Iterator[socket]:
    """The address to serve at, taken before anything is set up."""
    from api.kit import serving  # noqa: PLC0415

    try:
        taken = serving.take_address(host, port)
    except serving.AddressTaken as error:
        raise _wrong(f"{error}; --port names another port") from None
    with taken:
        yield taken


@contextmanager
def _database(data_dir: Path) -> "Iterator[Urls]":
    """The database that the settings name, or the embedded one."""
    from api.kit.postgres import database  # noqa: PLC0415
    from api.kit.settings import settings  # noqa: PLC0415

    with database(settings().database_url, data_dir) as urls:
        yield urls


def _upgrade(url: str) -> None:
    from api import migrate as migrations  # noqa: PLC0415

    try:
        migrations.upgrade(url)
    except migrations.Behind:
        raise _wrong("this database is not of this release; `loket migrate` as its owner brings it there") from None


def _tell_of_power(url: str) -> None:
    """Says it when who logs in owns more than the service needs."""
    from api.kit.db import can_pass_the_wall, house  # noqa: PLC0415

    async def check() -> bool:
        async with house(url) as db:
            return await can_pass_the_wall(db)

    if asyncio.run(check()):
        typer.echo("DATABASE_URL names an owner of the tables; log in as loket_app, which owns nothing", err=True)


@cli.command()
def migrate(data_dir: DataDir = HERE) -> None:
    """Brings the database to the newest version and loads the reference data."""
    from api import migrate as migrations  # noqa: PLC0415
    from api.kit.settings import settings  # noqa: PLC0415

    with _database(data_dir) as urls:
        _upgrade(urls.owner)
        if password := settings().service_password:
            migrations.let_in(urls.owner, password.get_secret_value())


@cli.command()
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: str = "127.0.0.1",
    workers: Annotated[int | None, typer.Option(min=1, max=32, help="Processes; none: LOKET_WORKERS.")] = None,
    data_dir: DataDir = HERE,
) -> None:
    """The API and the SPA, on a migrated database with reference data and no organisations."""
    from api.app import built_spa, create_app  # noqa: PLC0415
    from api.kit import serving  # noqa: PLC0415
    from api.kit.settings import settings  # noqa: PLC0415

    with _address(host, port) as listener, _database(data_dir) as urls:
        _upgrade(urls.owner)
        _tell_of_power(urls.service)
        app = create_app(urls.service, built_spa())
        serving.run(app, listener, settings().trusted_proxies, workers or settings().processes)


@cli.command()
def work(data_dir: DataDir = HERE) -> None:
    """The worker: mail, jobs and periodic duties, beside any number of `serve` processes."""
    from api.jobs import worker  # noqa: PLC0415
    from api.kit.settings import settings  # noqa: PLC0415
    from api.notices.post import office  # noqa: PLC0415

    with _database(data_dir) as urls:
        _tell_of_power(urls.service)
        asyncio.run(worker.work(urls.service, office(settings().smtp_url, data_dir / MAIL)))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    data_dir: DataDir = HERE,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
) -> None:
    """The service with 1,619 real school sites and fictional companies; prints its address and keys."""
    from api.app import built_spa, create_app  # noqa: PLC0415
    from api.demo import beside  # noqa: PLC0415
    from api.demo import service as demonstration  # noqa: PLC0415
    from api.kit import serving  # noqa: PLC0415
    from api.kit.settings import settings  # noqa: PLC0415

    os.environ.setdefault("LOKET_PUBLIC_URL", f"http://localhost:{port}")  # where links in mails lead
    with _address("127.0.0.1", port) as listener, _database(data_dir) as urls:
        _upgrade(urls.owner)
        made = asyncio.run(demonstration.prepare(urls.service))
        typer.echo(demonstration.told(made, port))
        if open_:
            webbrowser.open(f"http://localhost:{port}")
        with beside.worker(urls.service, data_dir / MAIL):
            app = create_app(urls.service, built_spa(), data_dir / MAIL)
            serving.run(app, listener, settings().trusted_proxies)


@cli.command()
def openapi() -> None:
    """Prints the contract."""
    from api.app import create_app  # noqa: PLC0415

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
    from api.imports import service as imports  # noqa: PLC0415

    wanted = imports.Wanted(kind, format_, dry_run, partial, retire, region)
    with _database(data_dir) as urls:
        answer, accepted = asyncio.run(imports.from_file(urls.service, file, wanted, _show_progress))
    typer.echo(err=True)
    typer.echo(answer)
    raise typer.Exit(0 if accepted else 1)


def _show_progress(rows: int) -> None:
    typer.echo(f"\r{rows:,} rows", err=True, nl=False)


File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
Output = Annotated[Path, typer.Option("--output", "-o", dir_okay=False, help="Where the result goes.")]


@cli.command()
def solve(
    instance: File,
    output: Output,
    tell_as_json: Annotated[bool, typer.Option(help="Progress and refusals as lines of JSON.")] = False,
) -> None:
    """The best plan of a round, proven; stopped before its end (Ctrl-C), the plan so far and its gap."""
    from api.rounds import files  # noqa: PLC0415

    files.solve(instance, output, tell_as_json)


@cli.command(name="verify")
def verify_result(instance: File, result: File) -> None:
    """Checks a plan and its certificate without a solver; fails when anything is wrong."""
    from api.rounds import files  # noqa: PLC0415

    files.verify(instance, result)


@cli.command()
def repair(
    instance: File,
    published: File,
    output: Output,
    withdraw: Annotated[list[str], typer.Option(help="company:ID or offer:ID; may be given more than once.")] = [],  # noqa: B006
    policy: Annotated[str, typer.Option(help="keepPublished, or fairnessFirst as a what-if.")] = "keepPublished",
    tell_as_json: Annotated[bool, typer.Option(help="Progress and refusals as lines of JSON.")] = False,
) -> None:
    """A published round after a withdrawal, with the fewest changes; without one, what is free is given out."""
    from api.rounds import files  # noqa: PLC0415

    files.repair(instance, published, withdraw, policy, output, tell_as_json)


@keys.command()
def create(
    role: Annotated[Role, typer.Option()],
    region: list[str] | None = None,
    organisation: UUID | None = None,
    data_dir: DataDir = HERE,
) -> None:
    """Makes a key and prints it alone; it cannot be shown again."""

    import psycopg  # noqa: PLC0415

    from api.accounts import service as accounts  # noqa: PLC0415
    from api.accounts.rules import COMPANY_ROLES, SCHOOL_ROLES  # noqa: PLC0415
    from api.companies import queries as companies  # noqa: PLC0415
    from api.kit.db import SERVICE, house  # noqa: PLC0415
    from api.regions import queries as regions  # noqa: PLC0415
    from api.schools import queries as schools  # noqa: PLC0415

    if role in SCHOOL_ROLES | COMPANY_ROLES and organisation is None:
        raise _wrong(f"{role} needs --organisation, the id of a school or a company")
    if role == Role.REGIONAL_COORDINATOR and region is None:
        raise _wrong(f"{role} needs --region")

    async def make(url: str) -> str:
        async with house(url) as db:
            for code in region or ():
                if not await regions.has_region(db, code):
                    raise _wrong(f"there is no region {code}")
            known = companies.has_company if role in COMPANY_ROLES else schools.has_school
            if organisation is not None and not await known(db, organisation):
                raise _wrong(f"there is no {'company' if role in COMPANY_ROLES else 'school'} {organisation}")
            return await accounts.create_key(db, role, region or [], organisation)

    with _database(data_dir) as urls:
        try:
            typer.echo(asyncio.run(make(urls.service)))
        except (psycopg.errors.UndefinedTable, psycopg.OperationalError) as error:
            if isinstance(error, psycopg.OperationalError) and f'role "{SERVICE}" does not exist' not in str(error):
                raise
            raise _wrong("this database is empty; `loket migrate` makes its tables") from None


@audit.callback()
def _audit() -> None:
    """Keeps `verify` a command of its own."""


@audit.command()
def verify(data_dir: DataDir = HERE) -> None:
    """Computes the log's chains anew and prints their ends; fails when one does not hold."""
    from api.kit.db import house  # noqa: PLC0415
    from api.privacy import service as privacy  # noqa: PLC0415

    async def check(url: str) -> dict[str, Any]:
        async with house(url) as db:
            return await privacy.verification(db)

    with _database(data_dir) as urls:
        found = asyncio.run(check(urls.service))
    typer.echo(json.dumps(found))
    raise typer.Exit(0 if found["intact"] else 1)


def main() -> None:
    cli(prog_name="./loket" if sys.argv[0].endswith("cli.py") else "loket")


if __name__ == "__main__":
    main()
