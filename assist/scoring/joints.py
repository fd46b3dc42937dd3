"""Candidates of several findings put together as one, with the draft's own words between them."""

from collections.abc import Sequence
from itertools import pairwise, product
from typing import Final, NamedTuple

from assist.rubric.situations import shows
from assist.scoring.candidates import Candidate
from assist.scoring.facts import kept
from assist.scoring.grammar import content, repeats, says_twice, sentences
from assist.scoring.hints import sorries

LONGEST: Final = 350
"""Characters that a suggestion for several findings at once may span."""
FEWEST_SAID: Final = 8
"""Words beside such a one below which it is all that the reply says."""
MOST_ADDED: Final = 2
"""Sentences that such a one may add to the draft, or one a finding: more sound like stock."""
MOST_JOINED, MOST_JOINTS = 4, 8
"""Candidates of each finding that are put together, and combinations that are judged."""


class Judged(NamedTuple):
    """A candidate with the scores of the reply that has it, and whether it mends its finding."""

    candidate: Candidate
    scores: dict[str, float]
    mends: bool


NONE: Final = Judged(Candidate(0, 0, ""), {}, False)
"""A finding left as it is."""


def joints(reply: str, language: str, judged: Sequence[Sequence[Judged]]) -> list[Candidate]:
    """One candidate for all findings of which `judged` are the candidates, those first that add least to the
    draft, and of these those that lose least of it.

    `language`: whose sorries to count (``id`` or ``en``).
    """
    most = max(2, min(MOST_JOINED, int(MOST_JOINED ** (3 / len(judged)))))
    ranked = [
        sorted(found, key=lambda item: (*_change(reply, item.candidate), sum(item.scores.values())))
        for found in judged
        if found
    ]
    joined: list[Candidate] = []
    for picked in product(*(found[:most] for found in ranked)):
        chosen = sorted({item.candidate for item in picked if item is not NONE})
        overlap = any(one.end > other.start for one, other in pairwise(chosen))
        if len(chosen) < 2 or overlap or not any(one.text for one in chosen):
            continue
        whole = _joined(reply, chosen)
        if _reads_well(reply, whole) and not _too_sorry(reply, whole, language):
            joined.append(whole)
    joined.sort(key=lambda candidate: _change(reply, candidate))
    return list(dict.fromkeys(joined))[:MOST_JOINTS]


def _joined(reply: str, chosen: list[Candidate]) -> Candidate:
    text, at = "", chosen[0].start
    for candidate in chosen:
        text += reply[at : candidate.start] + candidate.text
        at = candidate.end
    return Candidate(chosen[0].start, at, text)


def _reads_well(reply: str, whole: Candidate) -> bool:
    old, text = reply[whole.start : whole.end], whole.text
    return (
        len(old) <= LONGEST
        and _added(reply, whole) <= MOST_ADDED
        and text.count("?") <= old.count("?") + 1
        and not repeats(old, text, ())
        and not says_twice(text)
        and sum(shows(part, "reply", "understood") for part in sentences(text)) < 2
        and kept(old, text, reply)
        and not _only_feels(reply, whole)
    )


def _only_feels(reply: str, whole: Candidate) -> bool:
    """Whether a reply with `whole` would say sorry and that it understands, and nothing more."""
    beside = f"{reply[: whole.start]} {reply[whole.end :]}".split()
    felt = all(shows(part, "reply", "sorried", "understood") for part in sentences(whole.text))
    does = shows(whole.text, "reply", "acting", "asking", "helping", "offering")
    return len(beside) < FEWEST_SAID and felt and not does


def _too_sorry(reply: str, whole: Candidate, language: str) -> bool:
    """Whether `whole` says sorry too often, or behind a question, where it comes too late."""
    asked, _, last = whole.text.rpartition("?")
    late = asked and "?" not in reply[whole.start : whole.end] and sorries(last, language)
    return bool(late) or sorries(whole.applied(reply), language) > max(1, sorries(reply, language))


def _added(reply: str, candidate: Candidate) -> int:
    """Sentences of `candidate` that the draft does not have, be it as a clause."""
    return sum(text.rstrip(".!?") not in reply for text in sentences(candidate.text))


def _change(reply: str, candidate: Candidate) -> tuple[int, int]:
    """What `candidate` adds to the draft, in sentences, and what it loses, in words that carry meaning."""
    lost = content(reply[candidate.start : candidate.end]) - content(candidate.text)
    return _added(reply, candidate), len(lost)
