"""JSON Lines in, JSON Lines out: every line keeps its place, also one that cannot be scored."""

import json
import sys
from typing import IO, Any

from assist.cli.interface import language
from assist.messages import say
from assist.scoring.scorer import Scorer, ScoringError


class BadLine(ValueError):
    """A line that is no request. `given` holds its `id`, where it could be read."""

    def __init__(self, error: str, given: dict[str, Any] | None = None) -> None:
        super().__init__(error)
        self.given = given or {}


def score_lines(scorer: Scorer, source: IO[bytes], target: IO[bytes], ui: str | None) -> int:
    """Score every line of `source` onto `target`; 1 if any could not be, 0 otherwise.

    Each answer is written before the next line is read: a program may send a line and wait for its result.
    """
    spoken = ui or language()
    status = 0
    for number, raw in enumerate(source, 1):
        try:
            answer = _scored(scorer, raw, ui, spoken)
        except BadLine as bad:
            status = 1
            answer = {**bad.given, "error": str(bad), "line": number}
            print(f"assist: {say('score.line', spoken, n=number)}: {bad}", file=sys.stderr)
        target.write(_line(answer))
        target.flush()
    return status


def _scored(scorer: Scorer, raw: bytes, ui: str | None, spoken: str) -> dict[str, Any]:
    request = _request(raw, spoken)
    given = {"id": request["id"]} if "id" in request else {}
    customer = request.get("customer")
    texts = {"reply": request.get("reply"), "customer": "" if customer is None else customer}
    for field, text in texts.items():
        if not isinstance(text, str):
            raise BadLine(
                say("score.field" if text is not None else "score.no_field", spoken, field=field), given
            )
    try:
        result = scorer.score(str(texts["reply"]), str(texts["customer"]), ui=ui)
    except ScoringError as error:
        raise BadLine(error.message(spoken), given) from None
    return {**given, **result.to_json()}


def _request(raw: bytes, spoken: str) -> dict[str, Any]:
    try:
        # A byte order mark at the start of a file is no part of its first line.
        request = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_json)
    except UnicodeDecodeError as error:
        raise BadLine(say("score.not_utf8", spoken, at=error.start)) from None
    except (ValueError, RecursionError):
        raise BadLine(say("score.not_json", spoken)) from None
    if not isinstance(request, dict):
        raise BadLine(say("score.not_object", spoken))
    return {str(key): value for key, value in request.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _no_json(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _line(answer: dict[str, Any]) -> bytes:
    text = json.dumps(answer, ensure_ascii=False)
    try:
        return text.encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # an id with half of a character in it: escaped, it can be given back
        return json.dumps(answer).encode("ascii") + b"\n"
