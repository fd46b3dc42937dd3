"""The authoring format: labelled replies as a person types them, turned into the contract's rows.

A file is a list of records. A record is a header, at most one customer line, and one or more
replies, each followed by its labels; replies of one record are siblings (a minimal pair or a
triple) and share the customer's message and a group::

    @ en tweet
    C: your app ate my order
    R: [[denial:Our app works fine]], Sam. Try again. -Jo
    L: need none F
    R: Sorry about that, Sam. Try again and tell us what you see? -Jo
    L: need full FU

``[[kind:words]]`` marks a phrase, ``\\n`` in a line is a line break. ``L:`` holds ``need`` or
``noneed``, the apology (``full``, ``hollow``, ``none``), the recovery steps as letters (K acknowledge,
C clarify, X explain, O own, F offer, G agree, A act, U follow_up; ``apologise`` follows from ``full``)
and, where the reply as a whole earns a label without one phrase that carries it, ``blame`` or ``defensive``.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assist.rubric import APOLOGIES, CATEGORY_OF_KIND, STEPS

STEP_LETTERS = dict(zip("KCXPOFGAU", STEPS, strict=True))
GENRES = ("chat", "mail", "tweet", "store", "thread", "ticket", "review")
LANGUAGES = ("id", "en", "mixed")
_MARK = re.compile(r"\[\[([a-z_]+):(.*?)\]\]", re.DOTALL)


class MarkupError(ValueError):
    """A record that cannot be read; the message names the line and what is wrong with it."""


@dataclass
class _Record:
    language: str
    genre: str
    line: int
    customer: str = ""
    replies: list[tuple[str, str, int]] = field(default_factory=list)


def parse(text: str, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield labelled replies (the contract's format, code-point offsets) from authored `text`.

    Ids are ``prefix-NNNN`` in file order; siblings get the group ``prefix-gNNN``.
    Raises MarkupError at the first record that breaks the format.
    """
    number = 0
    for index, record in enumerate(_records(text)):
        group = f"{prefix}-g{index:03d}" if len(record.replies) > 1 else ""
        for marked, labels, line in record.replies:
            number += 1
            yield {
                "id": f"{prefix}-{number:04d}",
                "lang": record.language,
                "customer": record.customer,
                **_labelled(marked, labels, line),
                "group": group,
                "genre": record.genre,
            }


def _records(text: str) -> Iterator[_Record]:
    current: _Record | None = None
    pending = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        tag, _, rest = line.partition(" ")
        rest = rest.strip().replace("\\n", "\n")
        if tag == "@":
            if current:
                yield _complete(current, pending)
            language, _, genre = rest.partition(" ")
            if language not in LANGUAGES or genre not in GENRES:
                raise MarkupError(f"line {number}: header needs a language {LANGUAGES} and a genre {GENRES}")
            current, pending = _Record(language, genre, number), ""
        elif current is None:
            raise MarkupError(f"line {number}: text before the first '@' header")
        elif tag == "C:":
            current.customer = rest
        elif tag == "R:":
            if pending:
                raise MarkupError(f"line {number}: a second reply before the labels of the first")
            pending = rest
        elif tag == "L:":
            if not pending:
                raise MarkupError(f"line {number}: labels without a reply")
            current.replies.append((pending, rest, number))
            pending = ""
        else:
            raise MarkupError(f"line {number}: expected '@', 'C:', 'R:' or 'L:', found {tag!r}")
    if current:
        yield _complete(current, pending)


def _complete(record: _Record, pending: str) -> _Record:
    if pending or not record.replies:
        raise MarkupError(f"line {record.line}: the record has a reply without labels, or no reply")
    return record


def _labelled(marked: str, labels: str, line: int) -> dict[str, Any]:
    reply, phrases = _phrases(marked, line)
    words = labels.split()
    need = next((w for w in words if w in ("need", "noneed")), None)
    apology = next((w for w in words if w in APOLOGIES), None)
    if need is None or apology is None:
        raise MarkupError(f"line {line}: labels need 'need' or 'noneed' and one of {APOLOGIES}")
    categories = {p["category"] for p in phrases}
    letters: set[str] = set()
    for word in words:
        if word in (need, apology, "-"):
            continue
        if word in ("blame", "defensive"):
            categories.add(word)
        elif set(word) <= STEP_LETTERS.keys():
            letters |= set(word)
        else:
            raise MarkupError(f"line {line}: unknown label {word!r}")
    if any(p["kind"] == "non_apology" for p in phrases) and apology == "none":
        raise MarkupError(f"line {line}: a non_apology phrase with apology 'none' (hollow or full?)")
    steps = {name: int(letter in letters) for letter, name in STEP_LETTERS.items()}
    steps["apologise"] = int(apology == "full")
    return {
        "reply": reply,
        "labels": {
            "defensive": int("defensive" in categories),
            "blame": int("blame" in categories),
            "needs_apology": int(need == "need"),
            "apology": apology,
            "missing_apology": int(need == "need" and apology != "full"),
        },
        "phrases": phrases,
        "steps": steps,
    }


def _phrases(marked: str, line: int) -> tuple[str, list[dict[str, Any]]]:
    reply, phrases, last = "", [], 0
    for mark in _MARK.finditer(marked):
        kind, words = mark[1], mark[2]
        if kind not in CATEGORY_OF_KIND:
            raise MarkupError(f"line {line}: unknown kind {kind!r}")
        if not words or words != words.strip() or words[-1] in ".!?":
            raise MarkupError(
                f"line {line}: the phrase {words!r} has a space or final punctuation at its edge"
            )
        reply += marked[last : mark.start()]
        start = len(reply)
        reply += words
        phrases.append({"start": start, "end": len(reply), "category": CATEGORY_OF_KIND[kind], "kind": kind})
        last = mark.end()
    reply += marked[last:]
    if "[[" in reply or "]]" in reply:
        raise MarkupError(f"line {line}: an unclosed phrase mark")
    return reply, phrases


if __name__ == "__main__":
    for row in parse(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2]):
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
