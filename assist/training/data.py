"""Labelled replies on their way to the network: split by scenario, cut into sentences, tokenised."""

import hashlib
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from assist.rubric import APOLOGIES, CATEGORIES, PHRASE_LABELS, STEPS
from assist.text.sentences import split
from assist.text.spelling import written_out
from assist.training.labelled import Row

_T = TypeVar("_T")
RETOLD: Final = ("explain",)
"""Steps that are learned last, and calibrated, from `rubric_steps` alone, as that tells other hands' replies
better. Of the nine, a stricter page of ours told this one most unlike the rubric's own line."""
HELD_OUT: Final = 10
"""One scenario in HELD_OUT is kept from training, to calibrate and to set thresholds on."""


def scenario(row: Row) -> str:
    """What siblings share: the group, or the customer's message, or the row itself."""
    return row.get("group") or row["customer"].strip().lower() or row["id"]


def rubric_steps(row: Row) -> dict[str, int] | None:
    """The recovery steps of `row`, where they were read from the rubric's own lines; None where not."""
    return row.get("steps") if row.get("steps_by") == "rubric" else None


def is_held_out(row: Row) -> bool:
    """Whether the scenario of `row` falls into the held-out tenth, by its hash: the same on every machine."""
    return int(hashlib.sha256(scenario(row).encode()).hexdigest(), 16) % HELD_OUT == 0


def split_rows(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(training, held out), no scenario on both sides."""
    return [row for row in rows if not is_held_out(row)], [row for row in rows if is_held_out(row)]


def thinned(rows: Sequence[Row], share: float) -> list[Row]:
    """`share` of the training scenarios of `rows` (a fixed choice, by hash) and all held-out ones."""
    return [row for row in rows if share >= 1 or is_held_out(row) or _place(row) < share]


def drawn(rows: Sequence[Row], most: int, rnd: random.Random) -> list[Row]:
    """Whole scenarios of `rows`, drawn at random until they hold `most` replies; all rows where they are
    fewer. An epoch costs no more then, however many replies there are."""
    if len(rows) <= most:
        return list(rows)
    chosen: list[Row] = []
    for group in scenarios(rows, scenario, rnd):
        if len(chosen) + len(group) <= most:
            chosen += group
    return chosen


def scenarios(items: Iterable[_T], of: Callable[[_T], str], rnd: random.Random) -> list[list[_T]]:
    """`items` that share a scenario (what `of` gives) together, the scenarios in random order."""
    groups: dict[str, list[_T]] = {}
    for item in items:
        groups.setdefault(of(item), []).append(item)
    order = list(groups.values())
    rnd.shuffle(order)
    return order


def _place(row: Row) -> float:
    return int(hashlib.sha256(f"share {scenario(row)}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


@dataclass(frozen=True)
class Segment:
    """One sentence: token ids with specials, phrase labels by token, and of the sentence as a whole."""

    text: str
    ids: list[int]
    tokens: NDArray[np.float32]  # (len(ids), PHRASE_LABELS); specials are 0
    labels: NDArray[np.float32]  # (PHRASE_LABELS,)


@dataclass(frozen=True)
class Example:
    """A reply ready for the network; arrays in the order of PHRASE_LABELS and REPLY_LABELS."""

    customer: list[Segment]
    reply: list[Segment]
    binary: NDArray[np.float32]  # categories, needs_apology, missing_apology; NaN where unknown
    apology: int  # index into APOLOGIES
    steps: NDArray[np.float32]  # STEPS; NaN where nobody labelled them
    scenario: str


def prepare(rows: Sequence[Row], tokenizer: Tokenizer) -> list[Example]:
    """Cut and tokenise `rows`."""
    return [_example(row, tokenizer) for row in rows]


def _example(row: Row, tokenizer: Tokenizer) -> Example:
    labels = row["labels"]
    steps = row.get("steps")
    return Example(
        customer=_segments(written_out(row["customer"]), [], tokenizer),
        reply=_segments(row["reply"], row.get("phrases") or [], tokenizer),
        binary=np.array(
            [labels[name] for name in (*CATEGORIES, "needs_apology", "missing_apology")], np.float32
        ),
        apology=APOLOGIES.index(labels["apology"]),
        steps=np.array([steps[name] if steps else np.nan for name in STEPS], np.float32),
        scenario=scenario(row),
    )


def _segments(text: str, phrases: list[dict[str, Any]], tokenizer: Tokenizer) -> list[Segment]:
    spans = split(text)
    encodings = tokenizer.encode_batch([text[span.start : span.end] for span in spans])
    segments: list[Segment] = []
    for span, encoding in zip(spans, encodings, strict=True):
        tokens = np.zeros((len(encoding.ids), len(PHRASE_LABELS)), np.float32)
        for phrase in phrases:
            columns = [PHRASE_LABELS.index(phrase["category"]), PHRASE_LABELS.index(phrase["kind"])]
            for index, (start, end) in enumerate(encoding.offsets):
                if end > start and start + span.start < phrase["end"] and end + span.start > phrase["start"]:
                    tokens[index, columns] = 1
        segments.append(Segment(text[span.start : span.end], encoding.ids, tokens, tokens.max(axis=0)))
    return segments
