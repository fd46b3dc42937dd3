"""Server-rendered pages: the templates, the language of the interface, and the helpers that templates use."""

from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import HTTPConnection

from assist import __version__
from assist.messages import UI_LANGUAGES, say

LANGUAGE_COOKIE: Final = "assist_lang"

_templates = Environment(
    loader=ChoiceLoader([PackageLoader("assist.server", "templates")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _code(text: str) -> Markup:
    """`words` between backticks as <code>, the rest escaped."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts)
    )


_templates.filters["code"] = _code


def interface_language(request: HTTPConnection) -> str:
    """The page's language: `?lang=`, else the visitor's cookie, else the browser's first that we speak."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in UI_LANGUAGES:
            return wanted
    for part in request.headers.get("accept-language", "").lower().split(","):
        code = part.split(";")[0].strip().split("-")[0]
        if code in UI_LANGUAGES:
            return code
        if code in ("in", "ms"):  # the old code of Indonesian, and its nearest neighbour
            return "id"
    return UI_LANGUAGES[0]


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """`template` in the visitor's language, which ``say(key, **values)`` speaks; `?lang=` is remembered."""
    lang = interface_language(request)

    def speak(key: str, **values: Any) -> str:
        return say(key, lang, **values)

    html = _templates.get_template(template).render(
        request=request,
        lang=lang,
        languages=UI_LANGUAGES,
        version=__version__,
        say=speak,
        **context,
    )
    page = HTMLResponse(
        html, status_code=status, headers={"Content-Language": lang, "Vary": "Cookie, Accept-Language"}
    )
    if request.query_params.get("lang") == lang:
        page.set_cookie(LANGUAGE_COOKIE, lang, max_age=31_536_000, samesite="lax", httponly=True)
    return page
