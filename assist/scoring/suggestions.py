"""Suggestions: candidates applied, judged in place, and offered only where they mend without harm."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Protocol

from assist.rubric.tables import spoken
from assist.scoring.address import voice_of
from assist.scoring.amends import for_missing
from assist.scoring.candidates import Candidate, for_phrase
from assist.scoring.hints import sorries
from assist.scoring.likeness import Likeness
from assist.scoring.passage import passage
from assist.scoring.reading import Plan, Reading, plan
from assist.scoring.result import Finding, Result, Suggestion
from assist.text.language import Language, detect

MOST: Final = 3
"""Suggestions offered for one finding."""
FIRST, SECOND = 4, 6
"""Candidates judged for a finding at once, and once more where none of the first will do."""
MARGIN: Final = 0.97
"""Share of a limit that a score has to stay under, so that a rounding elsewhere does not undo the promise."""
ALIKE: Final = 0.7
"""Share of words in common from which two suggestions say the same."""


class Judge(Protocol):
    """What a scorer lends: judgements of many drafts at once, and its thresholds."""

    def readings(self, plans: Sequence[Plan]) -> list[Reading]:
        """Encode what is new in all `plans` in one call, and judge each."""
        ...

    def probabilities(
        self, reading: Reading, language: Language
    ) -> tuple[dict[str, float], dict[str, float], float]:
        """Calibrated scores, steps, and need of an apology."""
        ...


def suggested(
    judge: Judge,
    likeness: Likeness | None,
    reading: Reading,
    customer: str,
    result: Result,
    thresholds: dict[str, float],
) -> Result:
    """`result` with suggestions for its findings; a finding that none of ours would mend well has none.

    Without `likeness`, rewrites are ranked by kind and topic alone.
    """
    if not result.findings or result.language == "other":
        return result
    desk = _Desk(judge, likeness, reading, customer, result, thresholds)
    waiting = {finding: desk.candidates(finding) for finding in result.findings}
    offered: dict[Finding, list[Suggestion]] = {finding: [] for finding in result.findings}
    for least, most in ((0, FIRST), (FIRST, FIRST + SECOND)):
        asked = {
            finding: found[least:most] for finding, found in waiting.items() if not offered[finding] and found
        }
        for finding, passed in desk.verified(asked).items():
            offered[finding] = passed
    return result.with_findings(
        tuple(
            replace(finding, suggestions=tuple(_different(result.reply, offered[finding])))
            for finding in result.findings
        )
    )


class _Desk:
    """One draft on the desk: what it says, what is wrong with it, who judges."""

    def __init__(
        self,
        judge: Judge,
        likeness: Likeness | None,
        reading: Reading,
        customer: str,
        result: Result,
        thresholds: dict[str, float],
    ) -> None:
        self._judge = judge
        self._likeness = likeness
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
        return [candidate for candidate in found if not self._too_sorry(candidate)]

    def _for_phrase(self, finding: Finding) -> list[Candidate]:
        reply, spans = self._result.reply, self._reading.plan.spans
        at = next(index for index, span in enumerate(spans) if span.start <= finding.start < span.end)
        language = self._result.language
        if language == "mixed":
            language = detect(reply[spans[at].start : spans[at].end])
        voice = voice_of(reply, spoken(language))
        parts = passage(reply, spans[at], finding.start, finding.end, voice.language)
        likeness = (
            self._likeness.of(voice.language, self._reading.encoded[at].vector) if self._likeness else {}
        )
        return for_phrase(reply, self._customer, parts, finding.kind, voice, likeness)

    def _too_sorry(self, candidate: Candidate) -> bool:
        reply = self._reading.plan.reply
        language = spoken(self._result.language)
        before, after = sorries(reply, language), sorries(candidate.applied(reply), language)
        return after > max(before, 1) and after > 2 - (before > 1)

    def verified(self, asked: dict[Finding, list[Candidate]]) -> dict[Finding, list[Suggestion]]:
        """Those of `asked` that mend their finding, judged in one call."""
        pairs = [(finding, candidate) for finding, found in asked.items() for candidate in found]
        plans = [plan(candidate.applied(self._result.reply), self._customer) for _, candidate in pairs]
        passed: dict[Finding, list[Suggestion]] = {finding: [] for finding in asked}
        for (finding, candidate), reading in zip(pairs, self._judge.readings(plans), strict=True):
            language = detect(reading.plan.reply)
            scores, _, _ = self._judge.probabilities(reading, language)
            if self._mends(finding.category, scores):
                passed[finding].append(Suggestion(candidate.start, candidate.end, candidate.text, scores))
        return passed

    def _mends(self, category: str, scores: dict[str, float]) -> bool:
        old, limits = self._result.scores, self._thresholds
        for name, score in scores.items():
            if name == category:
                if score >= MARGIN * limits[name] and score > MARGIN * old[name] / 2:
                    return False
            elif score >= MARGIN * limits[name] and old[name] < limits[name] and score > old[name]:
                return False
        return True


def _different(reply: str, found: list[Suggestion]) -> list[Suggestion]:
    """The first MOST of `found` that do not say the same as one before them."""
    chosen: list[tuple[Suggestion, set[str]]] = []
    for suggestion in found:
        words = set(suggestion.text.casefold().split())
        words -= set(reply[suggestion.start : suggestion.end].casefold().split())
        if all(len(words & other) <= ALIKE * min(len(words), len(other)) for _, other in chosen):
            chosen.append((suggestion, words))
    return [suggestion for suggestion, _ in chosen[:MOST]]
