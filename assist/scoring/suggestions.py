"""Suggestions: candidates applied, judged in place, and offered only where they mend without harm."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final, NamedTuple, Protocol

from assist.rubric import CATEGORIES
from assist.rubric.tables import spoken
from assist.scoring.address import voice_of
from assist.scoring.amends import for_missing
from assist.scoring.candidates import Candidate, for_phrase
from assist.scoring.hints import sorries
from assist.scoring.passage import passage
from assist.scoring.phrasebook import Phrasebook
from assist.scoring.reading import Plan, Reading, plan
from assist.scoring.result import Finding, Result, Suggestion
from assist.text.language import Language, detect

MOST: Final = 3
"""Suggestions offered for one finding."""
ROUNDS: Final = (1, 2)
"""Candidates of a finding that are encoded and judged at once, and again where none before would do."""
WITH_THEM: Final = 2
"""Candidates from the phrasebook that are judged beside them: they cost no encoding."""
MARGIN: Final = 0.97
"""Share of a limit that a score has to stay under, so that a rounding elsewhere does not undo the promise."""
ALIKE: Final = 0.7
"""Share of words in common from which two suggestions say the same."""


LONGEST: Final = 600
"""Characters that a suggestion for several findings at once may span."""


class Judge(Protocol):
    """What a scorer lends: judgements of many drafts at once, and its thresholds."""

    def readings(self, plans: Sequence[Plan]) -> list[Reading]:
        """Encode what is new in all `plans` in one call, and judge each."""
        ...

    def scores(self, reading: Reading, language: Language) -> dict[str, float]:
        """The calibrated scores of `reading`."""
        ...


def suggested(
    judge: Judge,
    phrasebook: Phrasebook,
    reading: Reading,
    customer: str,
    result: Result,
    thresholds: dict[str, float],
) -> Result:
    """`result` with suggestions for its findings; a finding that none of ours would mend well has none.

    `phrasebook` knows what the encoder says of our own wordings.
    """
    if not result.findings or result.language == "other":
        return result
    desk = _Desk(judge, phrasebook, reading, customer, result, thresholds)
    waiting = {finding: desk.candidates(finding) for finding in result.findings}
    judged: dict[Finding, list[Judged]] = {finding: [] for finding in result.findings}
    for size in ROUNDS:
        asked = {
            finding: desk.next_of(found, size)
            for finding, found in waiting.items()
            if found and not any(item.mends for item in judged[finding])
        }
        for finding, found in desk.judged(asked).items():
            judged[finding] += found
    for category in CATEGORIES:
        together = [finding for finding in result.findings if finding.category == category]
        without = [finding for finding in together if not any(j.mends for j in judged[finding])]
        if len(together) > 1 and without:
            joint = desk.judged({without[0]: desk.joint([judged[finding] for finding in together])})
            for finding in without:
                judged[finding] += joint[without[0]]
    return result.with_findings(
        tuple(
            replace(finding, suggestions=_offered(result.reply, judged[finding]))
            for finding in result.findings
        )
    )


class Judged(NamedTuple):
    """A candidate with the scores of the reply that has it, and whether it mends its finding."""

    candidate: Candidate
    scores: dict[str, float]
    mends: bool


class _Desk:
    """One draft on the desk: what it says, what is wrong with it, who judges."""

    def __init__(
        self,
        judge: Judge,
        phrasebook: Phrasebook,
        reading: Reading,
        customer: str,
        result: Result,
        thresholds: dict[str, float],
    ) -> None:
        self._judge = judge
        self._phrasebook = phrasebook
        self._reading = reading
        self._customer = customer
        self._result = result
        self._thresholds = thresholds

    def candidates(self, finding: Finding) -> list[Candidate]:
        """Candidates for `finding`, the likeliest first."""
        if finding.category == "missing_apology":
            voice = voice_of(self._result.reply, spoken(self._result.language))
            found = for_missing(self._reading.plan, self._customer, finding.kind, voice)
        else:
            found = self._for_phrase(finding)
        return [
            candidate
            for candidate in found
            if not self._phrasebook.suspects(candidate.text) and not self._too_sorry(candidate)
        ]

    def _for_phrase(self, finding: Finding) -> list[Candidate]:
        reply, spans = self._result.reply, self._reading.plan.spans
        at = next(index for index, span in enumerate(spans) if span.start <= finding.start < span.end)
        language = self._result.language
        if language == "mixed":
            language = detect(reply[spans[at].start : spans[at].end])
        voice = voice_of(reply, spoken(language))
        beside = [f for f in self._result.findings if f.text and spans[at].start <= f.start < spans[at].end]
        places = [(finding.start, finding.end)]
        if len(beside) > 1:
            places.append((min(f.start for f in beside), max(f.end for f in beside)))
        likeness = self._phrasebook.likeness(voice.language, self._reading.encoded[at].vector)
        troubled = self._result.needs_apology >= 0.5
        found = [
            for_phrase(reply, self._customer, parts, finding.kind, voice, likeness, troubled)
            for start, end in places
            for parts in (passage(reply, spans[at], start, end, voice.language),)
        ]
        return [c for pair in zip_longest(*found) for c in dict.fromkeys(pair) if c]

    def _too_sorry(self, candidate: Candidate) -> bool:
        reply = self._reading.plan.reply
        language = spoken(self._result.language)
        before, after = sorries(reply, language), sorries(candidate.applied(reply), language)
        return after > max(before, 1) and after > 2 - (before > 1)

    def next_of(self, waiting: list[Candidate], size: int) -> list[Candidate]:
        """Take the next `size` candidates off `waiting`, and a few that cost no encoding."""
        known = [candidate for candidate in waiting[size:] if self._phrasebook.knows(candidate.text)]
        taken = [*waiting[:size], *known[:WITH_THEM]]
        waiting[:] = [candidate for candidate in waiting if candidate not in taken]
        return taken

    def joint(self, judged: list[list[Judged]]) -> list[Candidate]:
        """One candidate for several findings: each one's best, the text between them as it is."""
        ranked = [sorted(found, key=lambda item: sum(item.scores.values())) for found in judged if found]
        joined: list[Candidate] = []
        for place in range(MOST if ranked else 0):
            chosen: list[Candidate] = []
            for found in ranked:
                candidate = found[min(place, len(found) - 1)].candidate
                if all(candidate.end <= other.start or other.end <= candidate.start for other in chosen):
                    chosen.append(candidate)
            chosen.sort(key=lambda candidate: candidate.start)
            if chosen[-1].end - chosen[0].start <= LONGEST:
                joined.append(_joined(self._result.reply, chosen))
        return list(dict.fromkeys(joined))

    def judged(self, asked: dict[Finding, list[Candidate]]) -> dict[Finding, list[Judged]]:
        """All of `asked`, applied and judged in one call."""
        pairs = [(finding, candidate) for finding, found in asked.items() for candidate in found]
        plans = [plan(candidate.applied(self._result.reply), self._customer) for _, candidate in pairs]
        found: dict[Finding, list[Judged]] = {finding: [] for finding in asked}
        for (finding, candidate), reading in zip(pairs, self._judge.readings(plans), strict=True):
            scores = self._judge.scores(reading, detect(reading.plan.reply))
            found[finding].append(Judged(candidate, scores, self._mends(finding.category, scores)))
        return found

    def _mends(self, category: str, scores: dict[str, float]) -> bool:
        old, limits = self._result.scores, self._thresholds
        for name, score in scores.items():
            if name == category:
                if score >= MARGIN * limits[name] and score > MARGIN * old[name] / 2:
                    return False
            elif score >= MARGIN * limits[name] and old[name] < limits[name] and score > old[name]:
                return False
        return True


def _joined(reply: str, chosen: list[Candidate]) -> Candidate:
    text, at = "", chosen[0].start
    for candidate in chosen:
        text += reply[at : candidate.start] + candidate.text
        at = candidate.end
    return Candidate(chosen[0].start, at, text)


def _offered(reply: str, judged: list[Judged]) -> tuple[Suggestion, ...]:
    """The first MOST of `judged` that mend and do not say the same as one before them."""
    chosen: list[tuple[Suggestion, set[str]]] = []
    for (start, end, text), scores, mends in judged:
        words = set(text.casefold().split()) - set(reply[start:end].casefold().split())
        said = any(len(words & other) > ALIKE * min(len(words), len(other)) for _, other in chosen)
        if mends and not said:
            chosen.append((Suggestion(start, end, text, scores), words))
    return tuple(suggestion for suggestion, _ in chosen[:MOST])
