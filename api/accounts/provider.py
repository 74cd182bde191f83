"""The conversation with the identity provider: what it says of itself, its keys, and who it says has come in.

What is kept between requests is public: its discovery document and its keys.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import TypeAdapter, ValidationError

from api.kit import clock
from api.kit.settings import settings
from api.kit.types import Email

CALLBACK = "/v1/sign-in/oidc/callback"
WITHIN_SECONDS = 5
KNOWN_FOR = timedelta(hours=1)
LEEWAY_SECONDS = 60
# Signatures by a private key alone: neither `none` nor one by a secret that both sides have.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_email = TypeAdapter[str](Email)


class ProviderFailed(Exception):
    """Signing in by the provider did not work; `reason` is a code and never repeats what was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Provider:
    """What the discovery document says. `tells_issuer`: its answers carry `iss` (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    secret_by: str
    tells_issuer: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who came in: the provider's own name for them, and an address that it has verified, if any."""

    issuer: str
    subject: str
    email: str | None


_providers: dict[str, tuple[datetime, Provider]] = {}
_keys: dict[str, KeySet] = {}


def _client(provider: Provider | None = None) -> AsyncOAuth2Client:
    chosen = settings()
    assert chosen.oidc_client_secret is not None
    return AsyncOAuth2Client(
        chosen.oidc_client_id,
        chosen.oidc_client_secret.get_secret_value(),
        token_endpoint_auth_method=provider.secret_by if provider else None,
        scope="openid email",
        redirect_uri=chosen.public_url + CALLBACK,
        code_challenge_method="S256",
        timeout=WITHIN_SECONDS,
        follow_redirects=False,
    )


@asynccontextmanager
async def _conversation(step: str) -> AsyncIterator[None]:
    """Within five seconds, or not at all; every failure of the other side is a `ProviderFailed`."""
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            yield
    except TimeoutError:
        raise ProviderFailed(f"{step}_timeout") from None
    except httpx2.HTTPError:
        raise ProviderFailed(f"{step}_unreachable") from None
    except (AuthlibBaseError, ValueError, KeyError, TypeError):
        raise ProviderFailed(f"{step}_refused") from None


async def discovered() -> Provider:
    """The provider of the settings, asked at most once an hour."""
    issuer = settings().oidc_issuer
    assert issuer is not None
    known = _providers.get(issuer)
    if known is not None and clock.now() - known[0] < KNOWN_FOR:
        return known[1]
    async with _conversation("discovery"):
        provider = _provider(issuer, await _json(issuer.rstrip("/") + "/.well-known/openid-configuration"))
    _providers[issuer] = (clock.now(), provider)
    return provider


def _provider(issuer: str, told: Mapping[str, Any]) -> Provider:
    if told["issuer"] != issuer:
        raise ProviderFailed("discovery_other_issuer")
    accepted = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    found = Provider(
        issuer,
        told["authorization_endpoint"],
        told["token_endpoint"],
        told["jwks_uri"],
        told.get("userinfo_endpoint"),
        "client_secret_basic" if "client_secret_basic" in accepted else "client_secret_post",
        told.get("authorization_response_iss_parameter_supported") is True,
    )
    places = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri, found.userinfo_endpoint)
    scheme = issuer.partition(":")[0] + "://"  # https, unless the issuer is on this very machine
    if not all(place is None or place.startswith(("https://", scheme)) for place in places):
        raise ProviderFailed("discovery_without_tls")
    return found


async def _json(url: str, **options: Any) -> Any:
    async with httpx2.AsyncClient(timeout=WITHIN_SECONDS, follow_redirects=False) as client:
        answer = await client.get(url, **options)
        answer.raise_for_status()
        return answer.json()


def way_in(provider: Provider, state: str, nonce: str, verifier: str) -> str:
    """The address to send the browser to."""
    made: str = _client().create_authorization_url(
        provider.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
    )[0]
    return made


async def person(provider: Provider, code: str, nonce: str, verifier: str) -> Person:
    """Who the code stands for, as the provider's signed token says."""
    async with _conversation("token"), _client(provider) as client:
        tokens = await client.fetch_token(
            provider.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier
        )
        id_token, access_token = tokens["id_token"], tokens.get("access_token")
    claims = await _verified(provider, str(id_token), nonce)
    subject = claims["sub"]
    if not 0 < len(subject) <= 255:
        raise ProviderFailed("id_token_refused")
    if "email" not in claims and provider.userinfo_endpoint and access_token:
        async with _conversation("userinfo"):
            bearer = {"Authorization": f"Bearer {access_token}"}
            claims = await _json(provider.userinfo_endpoint, headers=bearer)
            if claims["sub"] != subject:
                raise ProviderFailed("userinfo_of_another")
    return Person(provider.issuer, subject, _verified_email(claims))


async def _verified(provider: Provider, id_token: str, nonce: str) -> dict[str, Any]:
    """The claims of a token that the provider signed for this service and this attempt.

    A key that is not known may be a new one, so then the keys are read again, once.
    """
    known = _keys.get(provider.jwks_uri)
    try:
        if known is None:
            raise ValueError
        claims = jwt.decode(id_token, known, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        claims = await _decoded_anew(provider, id_token)
    client_id = settings().oidc_client_id
    assert client_id is not None
    wanted = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        wanted.validate(claims)
    except JoseError as error:
        raise ProviderFailed(f"id_token_{error.error}") from None
    audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client_id if audiences == [client_id] else None) != client_id:
        raise ProviderFailed("id_token_for_another")
    return claims


async def _decoded_anew(provider: Provider, id_token: str) -> dict[str, Any]:
    async with _conversation("keys"):
        keys = KeySet.import_key_set(await _json(provider.jwks_uri))
    _keys[provider.jwks_uri] = keys
    try:
        return jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        raise ProviderFailed("id_token_not_signed") from None


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    """The address, if the provider says in so many words that it has seen to it."""
    if claims.get("email_verified") is not True:
        return None
    try:
        return _email.validate_python(claims.get("email"))
    except ValidationError:
        return None
