"""Settings, read from the environment once per process."""

import os
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of the service; the README's table is compared with this class."""

    model_config = SettingsConfigDict(env_prefix="LOKET_", extra="ignore", frozen=True, env_ignore_empty=True)

    data_dir: Annotated[Path, Field(description="where the embedded PostgreSQL keeps its files")] = Path(".loket")
    database_url: Annotated[
        str | None,
        Field(
            validation_alias=AliasChoices("DATABASE_URL", "LOKET_DATABASE_URL"),
            description="an own PostgreSQL 18 in place of the embedded one",
        ),
    ] = None
    service_password: Annotated[
        SecretStr | None,
        Field(description="`migrate` gives it to `loket_app`, the role that `serve` and `work` log in as"),
    ] = None
    country: Annotated[
        str, Field(pattern=r"^[a-z]{2}$", description="country pack with levels, years and subjects")
    ] = "nl"
    pool_size: Annotated[int, Field(ge=1, le=100, description="database connections per process")] = 8
    workers: Annotated[
        int | None, Field(ge=1, le=32, description="processes that serve; none: one per core, at most 8")
    ] = None
    public_url: Annotated[
        str, Field(pattern="^https?://[^/]+$", description="where people reach the service; links in mails begin so")
    ] = "http://localhost:8000"
    trusted_proxies: Annotated[
        str,
        Field(
            pattern="^[0-9a-fA-F.:/, ]+$",
            description="addresses or networks of the proxies whose X-Forwarded-For is believed",
        ),
    ] = "127.0.0.1"
    oidc_issuer: Annotated[
        str | None,
        Field(
            pattern=r"^(https://[^/?#\s]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/[^?#\s]*)?$",
            description="identity provider that people may sign in with; its discovery document is below it",
        ),
    ] = None
    oidc_client_id: Annotated[str | None, Field(description="what the provider knows this service by")] = None
    oidc_client_secret: Annotated[SecretStr | None, Field(description="the secret that goes with it")] = None
    oidc_name: Annotated[str, Field(max_length=60, description="what the button to the provider says")] = "SURFconext"
    smtp_url: Annotated[
        str | None,
        Field(
            pattern="^smtps?://.",
            description="mail server, smtp://user:password@host:587; none: .eml files in the data directory",
        ),
    ] = None
    mail_from: Annotated[str, Field(pattern=r"^[^\r\n]*@[^\r\n]+$", description="who mail comes from")] = (
        "Techniekloket <loket@localhost>"
    )
    webhooks_to_loopback: Annotated[
        bool, Field(description="webhooks may go to this machine too, by http as well: for trying out alone")
    ] = False
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$", description="least severe log line")] = (
        "info"
    )
    spa_dir: Annotated[
        Path | None, Field(description="the built SPA; none: the one in the package or in frontend/dist")
    ] = None

    @property
    def processes(self) -> int:
        return self.workers or min(os.cpu_count() or 1, 8)

    @model_validator(mode="after")
    def _provider_is_whole(self) -> "Settings":
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(given) and not all(given):
            raise ValueError("LOKET_OIDC_ISSUER, LOKET_OIDC_CLIENT_ID and LOKET_OIDC_CLIENT_SECRET go together")
        return self


@cache
def settings() -> Settings:
    return Settings()
