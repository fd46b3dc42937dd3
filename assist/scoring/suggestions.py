"""Suggestions: candidates applied, judged in place, and offered only where they mend without harm."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Final, Protocol

from assist.rubric import CATEGORIES
from assist.rubric.tables import spoken
from assist.scoring.address import voice_of
from assist.scoring.amends import for_missing
from assist.scoring.candidates import Candidate, for_phrase
from assist.scoring.cuts import left_out
from assist.scoring.hints import sorries
from assist.scoring.joints import NONE, Judged, joints
from assist.scoring.passage import passage
from assist.scoring.phrasebook import Phrasebook
from assist.scoring.placement import apology_place
from assist.scoring.reading import Plan, Reading, plan
from assist.scoring.result import Finding, Result, Suggestion
from assist.scoring.scene import Scene
from assist.text.language import Language, detect
from assist.text.shouting import capitals, in_capitals

MOST: Final = 2
"""Suggestions offered for one finding."""
ROUNDS: Final = ((1, 2), (1, 6))
"""Candidates of a finding that are judged at once, and again where none before would do: so many that have
to be encoded, and so many that cost a judgement alone."""
MARGIN: Final = 0.97
"""Share of a limit that a score has to stay under, so that a rounding elsewhere does not undo the promise."""
ALIKE: Final = 0.7
"""Share of words in common from which two suggestions say the same."""

UNSEEN: Final = 0.1
"""Probability of a trouble below which none is supposed where the customer's message is unknown."""
FEWEST_OWN: Final = 8
"""Words from which an English sentence of a mixed draft is put right in English."""
MOST_TOGETHER: Final = 6
"""Findings of one category that may be mended together: combinations grow with their number."""


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
    for sizes in ROUNDS:
        last = sizes is ROUNDS[-1]
        asked: dict[Finding, list[Candidate]] = {}
        for finding, found in waiting.items():
            if not any(item.mends for item in judged[finding]):
                asked[finding], waiting[finding] = desk.next_of(found, *sizes, last=last)
        for finding, found in desk.judged(asked).items():
            judged[finding] += found
        for category in CATEGORIES:
            desk.mend_together(category, judged, last=last)
    for finding, items in judged.items():
        if not any(item.mends for item in items):
            items += _covering(finding, judged)
        if not finding.text:
            items[:0] = desk.apology_and_fault(finding, judged)
    return result.with_findings(
        tuple(
            replace(finding, suggestions=_offered(result.reply, judged[finding]))
            for finding in result.findings
        )
    )


def _or_none(items: list[Judged]) -> list[Judged]:
    return [NONE, *items]


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
        self._own = frozenset(reading.plan.sentences)
        self._plans: dict[Candidate, Plan] = {}

    def candidates(self, finding: Finding, *, together: bool = False) -> Iterator[Candidate]:
        """Candidates for `finding`, the likeliest first and made when they are asked for.

        `together`: as if no other fault stood by.
        """
        if finding.category == "missing_apology":
            voice = voice_of(self._result.reply, spoken(self._language()))
            needs = self._result.needs_apology
            found = for_missing(self._reading.plan, self._customer, finding.kind, voice, needs)
        else:
            found = self._for_phrase(finding, together=together)
        if in_capitals(self._result.reply):
            found = (candidate._replace(text=capitals(candidate.text)) for candidate in found)
        return (
            candidate
            for candidate in found
            if not self._phrasebook.suspects(candidate.text)
            and not self._too_sorry(candidate, phrase=bool(finding.text))
        )

    def _for_phrase(self, finding: Finding, *, together: bool) -> Iterator[Candidate]:
        reply, spans = self._result.reply, self._reading.plan.spans
        at = next(index for index, span in enumerate(spans) if span.start <= finding.start < span.end)
        voice = voice_of(reply, spoken(self._language(reply[spans[at].start : spans[at].end])))
        beside = [f for f in self._result.findings if f.text and spans[at].start <= f.start < spans[at].end]
        places = [(finding.start, finding.end)]
        if len(beside) > 1:
            places.append((min(f.start for f in beside), max(f.end for f in beside)))
        likeness = self._phrasebook.likeness(voice.language, self._reading.encoded[at].vector)
        opens = apology_place(self._reading.plan, voice.language).at == spans[at].start
        troubled = self._result.needs_apology >= (0.5 if self._customer else UNSEEN)
        going = [f for f in self._result.findings if f.text and f.category == finding.category]
        gone = tuple(s for s in spans if together and any(s.start <= f.start < s.end for f in going))
        scene = Scene(reply, spans, self._customer, troubled=troubled, opening=opens, gone=gone)
        passages = [passage(reply, spans[at], start, end, voice.language) for start, end in places]
        found = [for_phrase(scene, parts, finding.kind, voice, likeness) for parts in passages]
        if together:
            found.append(Candidate(*place) for place in left_out(scene, passages[-1], finding.kind))
        return (c for pair in zip_longest(*found) for c in dict.fromkeys(pair) if c)

    def _language(self, sentence: str = "") -> str:
        """The language to answer in: the draft's; of a mixed one that of `sentence` or the customer.

        Who calls the customer in Indonesian in a mixed draft is answered so, but for whole English sentences.
        """
        reply, language = self._result.reply, self._result.language
        if language != "mixed":
            return language
        told = [detect(text) for text in (sentence, self._customer) if text]
        if voice_of(reply, "id").voc and len(sentence.split()) < FEWEST_OWN:
            return "id"
        return next((found for found in told if found not in ("mixed", "other")), language)

    def _too_sorry(self, candidate: Candidate, *, phrase: bool) -> bool:
        reply = self._reading.plan.reply
        language = spoken(self._result.language)
        before, after = sorries(reply, language), sorries(candidate.applied(reply), language)
        return after > max(before, 1) and (phrase or after > 2 - (before > 1))

    def next_of(
        self, waiting: Iterator[Candidate], costly: int, free: int, *, last: bool
    ) -> tuple[list[Candidate], Iterator[Candidate]]:
        """The next of `waiting`, until one comes that there is no room for; and the rest.

        There is room for so many that have to be encoded (`costly`), and for so many others. In the `last`
        round, which leaves nothing for later, those without room are passed over.
        """
        taken: list[Candidate] = []
        room = {True: free, False: costly}
        while any(room.values()) and (candidate := next(waiting, None)):
            known = self._known(candidate)
            if room[known]:
                room[known] -= 1
                taken.append(candidate)
            elif not last:
                return taken, chain((candidate,), waiting)
        return taken, waiting

    def _known(self, candidate: Candidate) -> bool:
        """Whether every sentence of the draft with `candidate` is its own or one of ours, encoded already."""
        sentences = self._applied(candidate).sentences
        return all(text in self._own or self._phrasebook.encoded(text) for text in sentences)

    def _applied(self, candidate: Candidate) -> Plan:
        if candidate not in self._plans:
            self._plans[candidate] = plan(candidate.applied(self._result.reply), self._customer)
        return self._plans[candidate]

    def parts(
        self, judged: dict[Finding, list[Judged]], sorry: list[Judged], *, last: bool
    ) -> Iterator[list[list[Judged]]]:
        """What may be put together, by finding: its own candidates; those or none; those for all at once."""
        found = [items for items in judged.values() if items]
        if len(found) > 1:
            yield found
        if sorry and found and (last or len(found) > 1):  # what mends one fault alone may come yet
            yield [*(_or_none(items) for items in found), sorry]
        if len(found) > 2:
            yield [_or_none(items) for items in found]
        if last and len(judged) > 1:
            alone = [[Judged(c, {}, False) for c in self.candidates(f, together=True)] for f in judged]
            if all(alone):
                yield alone
                yield [*alone, *([sorry] if sorry else [])]

    def mend_together(self, category: str, judged: dict[Finding, list[Judged]], *, last: bool) -> None:
        """Add to `judged` what mends several findings of `category` at once, if one has nothing of its own.

        In the `last` round, candidates are sought anew, as if none of the faults stood beside another.
        """
        together = [finding for finding in judged if finding.category == category]
        without = [finding for finding in together if not any(item.mends for item in judged[finding])]
        if not without or len(together) > MOST_TOGETHER:
            return
        sorry = [item for finding in judged if not finding.text for item in judged[finding] if item.mends]
        for parts in self.parts({finding: judged[finding] for finding in together}, sorry[:1], last=last):
            if any(item.mends for item in judged[without[0]]):
                break
            joint = self.judged({without[0]: self._joints(parts)})
            for finding in without:
                judged[finding] += joint[without[0]]

    def apology_and_fault(self, missing: Finding, judged: dict[Finding, list[Judged]]) -> list[Judged]:
        """The apology together with the sentence right behind it mended: a sorry before a denial mocks."""
        apology = next((item for item in judged[missing] if item.mends), None)
        if apology is None:
            return []
        at = apology.candidate.start
        end = next((span.end for span in self._reading.plan.spans if span.start <= at < span.end), at)
        faults = [fault for fault in judged if fault.text and at <= fault.start < end]
        if len(faults) != 1:
            return []
        mended = [item for item in judged[faults[0]] if item.mends]
        found = self.judged({missing: self._joints([[apology], mended])[:MOST]})[missing]
        both = [item for item in found if item.mends and self._mends(faults[0].category, item.scores)]
        sorry = [item for item in mended if self._says_sorry(item)]
        return both + [item for item in sorry if self._mends(missing.category, item.scores)]

    def _says_sorry(self, item: Judged) -> bool:
        return sorries(item.candidate.text, spoken(self._result.language)) > 0

    def _joints(self, judged: list[list[Judged]]) -> list[Candidate]:
        return joints(self._result.reply, spoken(self._result.language), judged)

    def judged(self, asked: dict[Finding, list[Candidate]]) -> dict[Finding, list[Judged]]:
        """All of `asked`, applied and judged in one call."""
        pairs = [(finding, candidate) for finding, found in asked.items() for candidate in found]
        plans = [self._applied(candidate) for _, candidate in pairs]
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


def _covering(finding: Finding, judged: dict[Finding, list[Judged]]) -> list[Judged]:
    """What mends another finding of the category of `finding`, and takes its words along."""
    return [
        item
        for other, items in judged.items()
        if other.category == finding.category
        for item in items
        if item.mends and item.candidate.start <= finding.start and finding.end <= item.candidate.end
    ]


def _offered(reply: str, judged: list[Judged]) -> tuple[Suggestion, ...]:
    """The first MOST of `judged` that mend and do not say the same as one before them."""
    chosen: list[tuple[Suggestion, set[str]]] = []
    for (start, end, text), scores, mends in judged:
        words = set(text.casefold().split()) - set(reply[start:end].casefold().split())
        said = any(len(words & other) > ALIKE * min(len(words), len(other)) for _, other in chosen)
        if mends and not said:
            chosen.append((Suggestion(start, end, text, scores), words))
    return tuple(suggestion for suggestion, _ in chosen[:MOST])
