"""The try-it page: a visitor types a reply and sees what an agent sees, and takes the extension home."""

from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from assist.messages import UI_LANGUAGES, catalogue
from assist.rubric import SCORES
from assist.rubric.steps import recovery_path
from assist.server.api import may_score
from assist.server.pages import interface_language, render
from assist.server.problems import ProblemError

router = APIRouter(include_in_schema=False)

EXAMPLES: Final = ("late", "broken", "password", "refund", "double", "good")
"""The examples of the page, in this order; their texts are ``tryit.example_NAME_…`` in each language."""
EXAMPLE_LANGUAGES: Final = ("id", "en")
Browser = Literal["chrome", "firefox"]

_ZIP_FOLDERS: Final = (
    Path(str(files("assist"))) / "extension",
    Path(str(files("assist"))).parent / "extension/dist",
)


def extension_zip(browser: Browser) -> Path | None:
    """The packed extension for `browser`: the packaged one, or the one built in this clone, if any."""
    return next(
        (file for folder in _ZIP_FOLDERS if (file := folder / f"assist-{browser}.zip").is_file()), None
    )


@router.api_route("/", methods=["GET", "HEAD"], response_class=HTMLResponse)
async def page(request: Request) -> HTMLResponse:
    """The page, in the visitor's language, with everything that its script says as data."""
    lang = interface_language(request)
    return render(
        request,
        "tryit.html",
        examples=_examples(),
        example_languages=EXAMPLE_LANGUAGES,
        scores=SCORES,
        steps=recovery_path(lang),
        starters={one: {step.step: step.starter for step in recovery_path(one)} for one in UI_LANGUAGES},
        downloads=[browser for browser in ("chrome", "firefox") if extension_zip(browser)],
        may_score=await may_score(request),
        words=_said(lang, "tryit.js_"),
        labels=_said(lang, "labels.score_"),
    )


@router.api_route("/extension/{browser}.zip", methods=["GET", "HEAD"])
async def extension(browser: Browser) -> FileResponse:
    """The packed extension, to be loaded unpacked."""
    file = extension_zip(browser)
    if file is None:
        raise ProblemError(404, "no_extension", browser=browser.title())
    return FileResponse(file, media_type="application/zip", filename=f"assist-{browser}.zip")


@router.get("/favicon.ico")
async def favicon() -> FileResponse:
    """The mark, for browsers that ask without being told where it is."""
    return FileResponse(Path(__file__).parent / "static" / "mark.svg", media_type="image/svg+xml")


def _examples() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for language in EXAMPLE_LANGUAGES:
        texts = catalogue(language)
        for name in EXAMPLES:
            key = f"tryit.example_{name}"
            part = {field: texts[f"{key}_{field}"] for field in ("title", "customer", "reply")}
            found.append({"language": language, "name": name, **part})
    return found


def _said(language: str, prefix: str) -> dict[str, str]:
    """The sentences that the page's script needs: those whose keys begin with `prefix`, without it."""
    return {
        key.removeprefix(prefix): text for key, text in catalogue(language).items() if key.startswith(prefix)
    }
