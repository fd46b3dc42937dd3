"""One faulty phrase where it stands, and what that says about how it may be mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assist.rubric.situations import shows
from assist.scoring.address import Voice, call_beside, calls
from assist.scoring.cuts import cut
from assist.scoring.facts import facts
from assist.scoring.grammar import content, words
from assist.scoring.instead import words_beside
from assist.scoring.likely import HEARING, RULES
from assist.scoring.openings import FEWEST_KEPT
from assist.scoring.passage import Passage, called, leaned_on, played
from assist.scoring.scene import Scene

FEWEST_LEFT: Final = 12
"""Words that have to be left of a reply for a sentence of HEARING to go, before something better is tried."""
FEWEST_SAID: Final = 8
"""Words of a whole reply below which it says next to nothing."""
FEWEST_UNSORRIED: Final = 20
"""The same where something went wrong and nobody says sorry."""
FEWEST_TOLD: Final = 60
"""Words beside a fault from which a letter is long enough to tell the cause without it."""
CALLED_LAST: Final = 2
"""Words at the end of a sentence among which a call still rings when the next one begins."""
SETTLED: Final = {"sorried", "substance"}
"""A reply that has said sorry and goes on at length: what it says of the customer's part helps nobody."""
CUT: Final = ("reproach", "condescension", "dismissing_feelings", "minimising", "accusation", "stonewalling")
"""Kinds whose words may simply go, where the reply says enough without them."""
DEFENDING: Final = ("excuse", "denial", "argument", "deflection")
"""Kinds whose words may go where nothing mends them: no customer needs to hear why it was not us."""
ANSWERING: Final = ("accusation", "condescension", "minimising")
"""Kinds of those whose words often hold the answer that the customer asked for."""


@dataclass(frozen=True)
class Case:
    """One faulty phrase where it stands, and what that says about how it may be mended."""

    scene: Scene
    parts: Passage
    kind: str
    voice: Voice

    @cached_property
    def shown(self) -> frozenset[str]:
        """The situations around the phrase."""
        return self.scene.holding(self.parts)

    @cached_property
    def call(self) -> str:
        """How a new clause may call the customer; empty where its sentence or the last one's end does."""
        return "" if calls(self.parts.body, self.voice) else self.call_beside

    @cached_property
    def call_beside(self) -> str:
        """The same for what takes the place of the sentence, its own call included."""
        before = [self.scene.reply[s.start : s.end] for s in self.scene.spans if s.end <= self.parts.start]
        end = words(before[-1])[-CALLED_LAST:] if before else []
        return call_beside(" ".join([*end, self.parts.head]), self.voice)

    @property
    def name(self) -> str:
        """The name by which the sentence calls the customer, or else the draft's call."""
        return called(self.parts.body) or self.call

    @cached_property
    def leaned_on(self) -> bool:
        """Whether the next sentence explains this one: no other could stand in its place."""
        return leaned_on(self.scene.reply[self.parts.end + len(played(self.parts)) :])

    @cached_property
    def answers(self) -> bool:
        """Whether the words may hold the answer that the customer asked for, or the cause."""
        asked = self._asked and (self.kind != "condescension" or self._on_topic)
        causes = self.kind == "accusation" and "causing" in self.shown and not self.shown >= SETTLED
        return ((self.kind in ANSWERING and asked) or causes) and not self.goes_on

    @property
    def _asked(self) -> bool:
        """Whether the customer asked for the cause, or for what the words speak of."""
        return "asks_why" in self.shown or ("question" in self.shown and self._on_topic)

    @property
    def goes_on(self) -> bool:
        """Whether a long letter tells elsewhere what happened."""
        beside = words_beside(self.scene, self.parts)
        return beside >= FEWEST_TOLD and "cause_told" in self.shown

    @property
    def _on_topic(self) -> bool:
        """Whether the words take up what the customer named, tell a fact, or stand nearly alone."""
        told, clause = content(self.scene.customer), self.parts.clause
        beside = sum(len(text.split()) for text in self.scene.others(self.parts))
        alone = beside < FEWEST_SAID and not facts(self.parts.left + self.parts.right)
        return alone or bool(content(clause) & told or facts(clause, self.scene.reply))

    @cached_property
    def refuses(self) -> bool:
        """Whether the words tell a refusal, which has to be told."""
        told = "harsh" not in self.shown or shows(self.parts.body, "reply", "closed")
        return self.kind in RULES and "sending" not in self.shown and told and not self._told_before

    @property
    def _told_before(self) -> bool:
        """Whether the sentence before tells the refusal, and this one only shuts the door behind it."""
        body, reply = self.parts.body, self.scene.reply
        before = [reply[s.start : s.end] for s in self.scene.spans if s.end <= self.parts.start]
        shuts = shows(body, "draft", "final", "hushed") and not facts(body, reply)
        return bool(shuts and before and shows(before[-1], "reply", "closed"))

    @cached_property
    def thin(self) -> bool:
        """Whether too little would be said to a customer who wants to be heard, were the words cut."""
        return self.kind in HEARING and words_beside(self.scene, self.parts) < FEWEST_LEFT

    @cached_property
    def unheard(self) -> bool:
        """Whether next to nothing but these words is said to somebody in trouble, and no sorry."""
        troubled = self.scene.troubled and bool(self.scene.customer) and "sorried" not in self.shown
        return troubled and words_beside(self.scene, self.parts) < FEWEST_KEPT

    @property
    def defends(self) -> bool:
        """Whether the words defend the company to somebody who did not ask for the cause."""
        return self.kind in DEFENDING and not self._asked

    def without(self) -> Iterator[tuple[int, int, str]]:
        """What defends the company left out of a reply that says enough."""
        settled = not self.scene.troubled or "sorried" in self.shown
        enough = FEWEST_SAID if settled else FEWEST_UNSORRIED
        if self.defends and words_beside(self.scene, self.parts) >= enough:
            yield from cut(self.scene, self.parts)

    def shorter(self) -> tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]]:
        """The words left out, where they may be: where enough is said still, and where hardly anything is.

        Who met with trouble is not answered by what is left of a reply without a sorry.
        """
        few = FEWEST_SAID if not self.scene.troubled or "sorried" in self.shown else FEWEST_UNSORRIED
        may_go = (self.kind in CUT or "contradicting" in self.shown) and not self.refuses and not self.answers
        reply = self.scene.reply
        found: dict[bool, list[tuple[int, int, str]]] = {True: [], False: []}
        for start, end, text in cut(self.scene, self.parts) if may_go else ():
            said = len(f"{reply[:start]}{text}{reply[end:]}".split())
            found[said >= few].append((start, end, text))
        return found[True], found[False]
