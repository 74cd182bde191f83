"""Alembic's environment: one migration at a time, and none waits long for a lock."""

from alembic import context
from sqlalchemy import Connection, create_engine, pool, text

from api.kit.models import metadata as kit_metadata
from api.kit.settings import settings
from api.tables import metadata

assert metadata is kit_metadata
LOCK = 7_420_024
FOREIGN = ("procrastinate_",)


def _ours(name: str | None, type_: str, _: object) -> bool:
    return not (type_ == "table" and name is not None and name.startswith(FOREIGN))


def _configure(**options: object) -> None:
    context.configure(
        target_metadata=metadata,
        include_name=_ours,
        compare_server_default=False,
        transaction_per_migration=True,
        **options,  # type: ignore[arg-type]
    )


def _migrate(connection: Connection) -> None:
    connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
    connection.execute(text("SET lock_timeout = '4s'; SET statement_timeout = '5s'"))
    connection.commit()
    _configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
    connection.commit()


def _online() -> None:
    url = context.config.attributes.get("url") or settings().database_url
    assert url, "DATABASE_URL or the loket command names the database"
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1), poolclass=pool.NullPool)
    with engine.connect() as connection:
        _migrate(connection)
    engine.dispose()


if context.is_offline_mode():
    _configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    _online()
