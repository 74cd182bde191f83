"""Signing in by an identity provider: there and back. No connection is held while the provider is asked."""

from datetime import timedelta
from urllib.parse import urlencode

from api.accounts import provider, queries, rules, service
from api.accounts.provider import Person, ProviderFailed
from api.kit import audit, clock, limits
from api.kit.db import Database, as_house
from api.kit.logging import log
from api.kit.settings import settings

ATTEMPT_LASTS = timedelta(minutes=10)


def failed(reason: str) -> str:
    """Where a person reads that it did not work: `mislukt`, or `onbekend` when there is no account."""
    return "/inloggen?" + urlencode({"reden": reason})


def check_connected() -> None:
    if settings().oidc_issuer is None:
        raise rules.SignInWayUnknown()


async def begin(database: Database, return_to: str | None, origin: str) -> tuple[str, str | None]:
    """Where to send the browser, and the secret that binds the way back to it."""
    async with database.connection() as db:
        await limits.spend(db, f"oidc from {origin}", rules.WISHES_FROM_ONE_PLACE)
    try:
        found = await provider.discovered()
    except ProviderFailed as failure:
        log.error("oidc_failed", reason=failure.reason)
        return failed("mislukt"), None
    state, browser, nonce, verifier = (rules.new_token() for _ in range(4))
    async with database.connection() as db, as_house(db):
        await queries.insert_oidc_attempt(
            db,
            {
                "state": rules.digest(state),
                "browser": rules.digest(browser),
                "nonce": nonce,
                "verifier": verifier,
                "return_to": rules.local_path(return_to),
                "now": clock.now(),
                "expires": clock.now() + ATTEMPT_LASTS,
            },
        )
    return provider.way_in(found, state, nonce, verifier), browser


async def finish(
    database: Database, told: dict[str, str | None], browser: str | None, device: str, request_id: str
) -> tuple[str, str | None]:
    """Where the browser goes next, and the token of its new session when somebody is signed in.

    `told` is the provider's answer: `state`, `code`, `error`, `iss`.
    """
    try:
        return_to, person = await _who(database, told, browser)
    except ProviderFailed as failure:
        log.warning("oidc_failed", id=request_id, reason=failure.reason)
        return failed("mislukt"), None
    async with database.connection() as db, db.transaction(), as_house(db):
        account_id = await queries.account_by_identity(db, person.issuer, person.subject)
        if account_id is None and person.email is not None:
            account_id = await queries.link_identity(db, person.issuer, person.subject, person.email)
        if account_id is None:
            return failed("onbekend"), None
        token = await service.begin_session(db, account_id, device)
        await audit.add(
            db,
            {
                "actor": account_id,
                "kind": "visitor",
                "operation": "finish_oidc",
                "subject": f"/v1/accounts/{account_id}",
                "region": None,
                "outcome": 302,
                "request": request_id,
            },
        )
    return return_to, token


async def _who(database: Database, told: dict[str, str | None], browser: str | None) -> tuple[str, Person]:
    """Where the person wanted to go, and who it is."""
    state, code = told["state"], told["code"]
    if state is None or browser is None:
        raise ProviderFailed("no_attempt")
    async with database.connection() as db, as_house(db):
        values = {"state": rules.digest(state), "browser": rules.digest(browser), "now": clock.now()}
        attempt = await queries.take_oidc_attempt(db, values)
    if attempt is None:
        raise ProviderFailed("no_attempt")
    if told["error"] is not None or code is None:
        raise ProviderFailed("provider_said_no")
    found = await provider.discovered()
    issuer = told["iss"]
    if (issuer is None and found.tells_issuer) or (issuer is not None and issuer != found.issuer):
        raise ProviderFailed("other_issuer")
    return attempt["return_to"], await provider.person(found, code, attempt["nonce"], attempt["verifier"])
