"""The validator of labelled replies: offsets, label rules, duplicates, splits by scenario."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from assist.rubric import APOLOGIES, CATEGORIES, CATEGORY_OF_KIND, STEPS
from assist.training.data import is_held_out, scenario
from assist.training.labelled import Row

LANGUAGES: Final = ("id", "en", "mixed")
NEAR: Final = 0.8
"""Share of its five-word runs that a reply may have in common with one of another scenario."""
_SHINGLE: Final = 5
_WORD = re.compile(r"\w+")
_EDGE: Final = " \t\n.!?"


def faults(rows: Sequence[Row]) -> Iterator[str]:
    """One line per fault found in `rows`, each naming the row's id."""
    seen: Counter[str] = Counter(row["id"] for row in rows)
    yield from (f"{name}: the id stands {count} times" for name, count in seen.items() if count > 1)
    for row in rows:
        for fault in _row_faults(row):
            yield f"{row['id']}: {fault}"
    yield from _duplicates(rows)
    yield from _leaks(rows)


def _row_faults(row: Row) -> Iterator[str]:
    labels: dict[str, Any] = row["labels"]
    phrases: list[dict[str, Any]] = row.get("phrases") or []
    if row["lang"] not in LANGUAGES:
        yield f"language {row['lang']!r}"
    if not row["reply"].strip():
        yield "empty reply"
    if labels["apology"] not in APOLOGIES:
        yield f"apology {labels['apology']!r}"
    if labels["missing_apology"] != int(bool(labels["needs_apology"]) and labels["apology"] != "full"):
        yield "missing_apology does not follow from needs_apology and apology"
    for category in CATEGORIES:
        if not labels[category] and any(phrase["category"] == category for phrase in phrases):
            yield f"a {category} phrase in a reply that is not labelled {category}"
    if labels["apology"] == "none" and any(phrase["kind"] == "non_apology" for phrase in phrases):
        yield "a non_apology in a reply without any apology"
    steps = row.get("steps")
    if steps is not None:
        if set(steps) != set(STEPS):
            yield "steps are not the nine"
        elif steps["apologise"] != int(labels["apology"] == "full"):
            yield "step apologise does not follow from apology"
    yield from _phrase_faults(row["reply"], phrases)


def _phrase_faults(reply: str, phrases: list[dict[str, Any]]) -> Iterator[str]:
    taken: list[tuple[int, int]] = []
    for phrase in phrases:
        start, end, kind = phrase["start"], phrase["end"], phrase["kind"]
        text = reply[start:end]
        if not 0 <= start < end <= len(reply):
            yield f"phrase {start}–{end} outside the reply"
            continue
        if CATEGORY_OF_KIND.get(kind) != phrase["category"]:
            yield f"kind {kind!r} is not of category {phrase['category']!r}"
        if text[0] in _EDGE or text[-1] in _EDGE:
            yield f"phrase {text!r} has a space or final punctuation at its edge"
        if _splits_word(reply, start) or _splits_word(reply, end):
            yield f"phrase {text!r} cuts a word"
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            yield f"phrase {text!r} overlaps another"
        taken.append((start, end))


def _splits_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _duplicates(rows: Sequence[Row]) -> Iterator[str]:
    shingles = [_shingles(row["reply"]) for row in rows]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, found in enumerate(shingles):
        for shingle in found:
            holders[shingle].append(index)
    for index, found in enumerate(shingles):
        shared = Counter(other for shingle in found for other in holders[shingle] if other < index)
        for other, count in shared.items():
            same = scenario(rows[index]) == scenario(rows[other])
            if count >= NEAR * len(found) and not same:
                yield f"{rows[index]['id']}: near-duplicate of {rows[other]['id']} in another scenario"


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text.lower())
    return {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}


def _leaks(rows: Sequence[Row]) -> Iterator[str]:
    sides: dict[str, set[bool]] = defaultdict(set)
    for row in rows:
        message = row["customer"].strip().lower()
        if len(message) > 40:  # short ones ("good") are no scenario
            sides[message].add(is_held_out(row))
    yield from (
        f"customer {text[:60]!r}: on both sides of the split" for text, both in sides.items() if len(both) > 1
    )
