"""Sign-in through an OpenID Connect provider: the code flow with PKCE, by Authlib (extra ``assist[oidc]``).

Nobody is let in whom a lead has not added: a person is known by the provider's subject, or the first
time by the verified e-mail address that they were added under.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from importlib import import_module
from typing import Any, Final

import anyio.to_thread
from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from assist.server import access
from assist.server.callers import database_of
from assist.server.problems import ProblemError
from assist.settings import Settings
from assist.store import audit_log, credentials, people
from assist.store.database import Database
from assist.store.tables import Person

router = APIRouter(include_in_schema=False)

START: Final = "/sign-in/oidc"
CALLBACK: Final = "/sign-in/oidc/callback"
HOME: Final = "/review"
_COOKIE: Final = "assist_oidc"
_MINUTES: Final = 10
_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
_LEEWAY: Final = 60


@router.get(START)
async def start(request: Request) -> Response:
    """Send the browser to the provider; what its answer must repeat stays behind in a cookie."""
    client = _client(request)
    async with client:
        provider = await _provider(client, _settings(request))
        kept = {"verifier": secrets.token_urlsafe(48), "nonce": secrets.token_urlsafe(24)}
        url, kept["state"] = client.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=kept["verifier"], nonce=kept["nonce"]
        )
    response = RedirectResponse(url, status_code=303)
    response.set_cookie(
        _COOKIE,
        urlsafe_b64encode(json.dumps(kept).encode()).decode(),
        max_age=_MINUTES * 60,
        path=START,
        httponly=True,
        # Lax, not Strict: the provider's redirect comes from another site.
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


@router.get(CALLBACK)
async def callback(request: Request, code: str = "", state: str = "") -> Response:
    """Trade the provider's code for who it is, and sign them in."""
    settings = _settings(request)
    kept = _kept(request)
    if not code or not state or not secrets.compare_digest(state.encode(), kept["state"].encode()):
        raise ProblemError(403, "oidc_failed")
    client = _client(request)
    async with client:
        provider = await _provider(client, settings)
        claims = await _claims(client, provider, settings, code, kept)
    secret = await anyio.to_thread.run_sync(_sign_in, database_of(request), settings.oidc_issuer, claims)
    if secret is None:
        raise ProblemError(403, "oidc_unknown", name=str(claims.get("email") or claims["sub"]))
    response = RedirectResponse(HOME, status_code=303)
    access.set_cookie(request, response, secret)
    response.delete_cookie(_COOKIE, path=START)
    return response


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    if not settings.oidc_issuer:
        raise ProblemError(404, "not_found")
    return settings


def _client(request: Request) -> Any:
    settings = _settings(request)
    try:
        module = import_module("authlib.integrations.httpx_client")
    except ImportError as error:
        raise ProblemError(503, "oidc_missing") from error
    return module.AsyncOAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        scope="openid email profile",
        redirect_uri=str(request.base_url).rstrip("/") + CALLBACK,
        code_challenge_method="S256",
        timeout=15,
    )


async def _provider(client: Any, settings: Settings) -> dict[str, Any]:
    """The provider's own description, which must be that of the issuer we were told."""
    issuer = settings.oidc_issuer.rstrip("/")
    provider = await _fetch(client, f"{issuer}/.well-known/openid-configuration")
    if str(provider.get("issuer", "")).rstrip("/") != issuer:
        raise ProblemError(502, "oidc_provider")
    return provider


async def _fetch(client: Any, url: str) -> dict[str, Any]:
    http = import_module("httpx2")
    try:
        answer = await client.request("GET", url, withhold_token=True)
        answer.raise_for_status()
        return answer.json()
    except (http.HTTPError, ValueError) as error:
        raise ProblemError(502, "oidc_provider") from error


async def _claims(
    client: Any, provider: dict[str, Any], settings: Settings, code: str, kept: dict[str, str]
) -> dict[str, Any]:
    """What the provider says of the person, its signature, audience, times and nonce checked."""
    http, jwk, jwt = import_module("httpx2"), import_module("joserfc.jwk"), import_module("joserfc.jwt")
    failures = (
        http.HTTPError,
        import_module("authlib.common.errors").AuthlibBaseError,
        import_module("joserfc.errors").JoseError,
        KeyError,
        ValueError,
    )
    try:
        answer = await client.fetch_token(
            provider["token_endpoint"],
            code=code,
            code_verifier=kept["verifier"],
            grant_type="authorization_code",
        )
        keys = jwk.KeySet.import_key_set(await _fetch(client, provider["jwks_uri"]))
        claims = jwt.decode(answer["id_token"], keys, algorithms=list(_ALGORITHMS)).claims
        jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": provider["issuer"]},
            aud={"essential": True, "value": settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": kept["nonce"]},
        ).validate(claims)
    except failures as error:
        raise ProblemError(403, "oidc_failed") from error
    return claims


def _kept(request: Request) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(urlsafe_b64decode(request.cookies.get(_COOKIE, "")))
        return {name: str(kept[name]) for name in ("state", "nonce", "verifier")}
    except (ValueError, KeyError, TypeError) as error:
        raise ProblemError(403, "oidc_failed") from error


def _sign_in(database: Database, issuer: str, claims: dict[str, Any]) -> str | None:
    subject = f"{issuer.rstrip('/')}#{claims['sub']}"
    with database.write() as session:
        person = session.scalar(select(Person).where(Person.subject == subject))
        if person is None and claims.get("email_verified") is True:
            person = people.by_name(session, str(claims.get("email", "")))
            if person is not None and person.subject is not None:
                person = None  # that address was somebody else's at the provider before
        if person is None or not person.active or not person.may_sign_in:
            audit_log.write(session, None, "sign_in_failed", "oidc")
            return None
        person.subject = subject
        secret, _ = credentials.sign_in(session, person)
        audit_log.write(session, person, "sign_in", f"person:{person.name}", by="oidc")
        return secret.text
