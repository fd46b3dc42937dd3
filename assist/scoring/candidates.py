"""Wordings that could mend a faulty sentence, the likeliest first; none of them verified yet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from assist.rubric import CATEGORY_OF_KIND
from assist.rubric.apologies import reported, thing_of, troubles
from assist.rubric.rewrites import Register, Rewrite, edits, rewrites
from assist.scoring.address import Voice, filled
from assist.scoring.facts import kept
from assist.scoring.grammar import reads_well, small_start
from assist.scoring.passage import Passage, narrowed, with_body, with_clause

FURTHER, NEAR = 0.05, 0.85
"""A rewrite of another kind must be nearer by so much than any of the finding's own, and as near as this."""
FITTING_TOPIC: Final = 0.06
"""What a topic that occurs in the clause adds."""
MOST_REWRITES, MOST_OTHERS = 3, 3
"""Rewrites that are filled in for one finding: fitting ones, and plain ones of other kinds."""
FEWEST_SORRY: Final = 5
"""Words that an apology needs to be for something."""
FEW: Final = 3
"""Sound candidates under which the clause is cut down to what holds no fact."""
APOLOGETIC: Final = ("non_apology", "hollow")
Likenesses = Mapping[int, float]
"""By number of a rewrite, how like its faults the sentence is; empty where nobody measured."""


class Candidate(NamedTuple):
    """`text` in the place of ``reply[start:end]``."""

    start: int
    end: int
    text: str

    def applied(self, reply: str) -> str:
        """`reply` with the candidate in it."""
        return reply[: self.start] + self.text + reply[self.end :]


def for_phrase(
    reply: str,
    customer: str,
    parts: Passage,
    kind: str,
    voice: Voice,
    likeness: Likenesses,
    troubled: bool = True,
) -> list[Candidate]:
    """Candidates for the phrase of `kind` in `parts`, each with every fact of what it replaces.

    `troubled`: whether anything happened that an apology could be for.
    """
    found = _sound(reply, voice, _wordings(reply, customer, parts, kind, voice, likeness, troubled))
    bare = narrowed(parts)
    if bare and len(found) < FEW:
        found += _sound(
            reply, voice, _wordings(reply, customer, bare, kind, voice, likeness, troubled), found
        )
    return found


def _sound(
    reply: str, voice: Voice, wordings: Iterator[tuple[int, int, str]], known: Sequence[Candidate] = ()
) -> list[Candidate]:
    found: list[Candidate] = []
    for start, end, text in wordings:
        candidate, old = Candidate(start, end, text), reply[start:end]
        if candidate in found or candidate in known or text.casefold() == old.casefold():
            continue
        if kept(old, text, reply) and reads_well(old, text, lower=voice.lower or old[:1].islower()):
            found.append(candidate)
    return found


def _wordings(
    reply: str,
    customer: str,
    parts: Passage,
    kind: str,
    voice: Voice,
    likeness: Likenesses,
    troubled: bool = True,
) -> Iterator[tuple[int, int, str]]:
    called = _calls(parts.head + parts.left + parts.right, voice)
    call = "" if called else voice.call(named=voice.name in parts.clause)
    if kind in APOLOGETIC and not troubled:
        yield from _invitations(parts, voice, call)
        return
    yield from _edited(parts, kind, voice, call, own=True)
    if kind in APOLOGETIC:
        for apology in apologies(customer or reply, voice, call):
            yield with_clause(parts, small_start(apology), voice)
        return
    for rewrite, slots in _likely(parts, kind, voice, likeness):
        for text in in_register(rewrite, voice.register):
            if clause := filled(text, voice, slots, call):
                yield with_clause(parts, clause, voice)
    yield from _edited(parts, kind, voice, call, own=False)


def _edited(
    parts: Passage, kind: str, voice: Voice, call: str, *, own: bool
) -> Iterator[tuple[int, int, str]]:
    """Edits of the finding's `own` kind or those of the others: an edit is sure of what it finds."""
    for edit in edits(voice.language):
        if (kind in edit.kinds) != own or (edit.own and not own):
            continue
        if edit.register and edit.register != voice.register:
            continue
        body = edit.applied(parts.body.strip())
        if not body or (kind in APOLOGETIC and len(body.split()) < FEWEST_SORRY):
            continue
        if text := filled(body, voice, {}, "" if _calls(body, voice) else call):
            yield with_body(parts, text, voice)


def _invitations(parts: Passage, voice: Voice, call: str) -> Iterator[tuple[int, int, str]]:
    """In the place of an apology with nothing to be for."""
    for rewrite in rewrites(voice.language):
        for text in in_register(rewrite, voice.register) if rewrite.kind in APOLOGETIC else ():
            if clause := filled(text, voice, {}, call):
                yield with_clause(parts, clause, voice)


def _likely(
    parts: Passage, kind: str, voice: Voice, likeness: Likenesses
) -> list[tuple[Rewrite, dict[str, str]]]:
    """The rewrites that fit, likeliest first: of the finding's kind, and of another where nearer by far."""
    ranked: list[tuple[float, Rewrite, dict[str, str]]] = []
    for rewrite in rewrites(voice.language):
        slots = rewrite.fits(parts.clause)
        if slots is not None and rewrite.kind not in APOLOGETIC:
            value = likeness.get(rewrite.number, 0.0) + FITTING_TOPIC * bool(rewrite.topic)
            ranked.append((value, rewrite, slots))
    own = max((value for value, rewrite, _ in ranked if rewrite.kind == kind), default=0.0)
    fitting = [item for item in ranked if item[1].kind == kind or item[0] > max(own + FURTHER, NEAR)]
    fitting.sort(key=lambda item: -item[0])
    # What fits any fault of the category comes last: a kind may be told wrongly.
    others = [item for item in ranked if item not in fitting and _plain(item[1], kind)]
    others.sort(key=lambda item: -item[0])
    chosen = [*fitting[:MOST_REWRITES], *others[:MOST_OTHERS]]
    return [(rewrite, slots) for _, rewrite, slots in chosen]


def _plain(rewrite: Rewrite, kind: str) -> bool:
    return rewrite.plain and CATEGORY_OF_KIND[rewrite.kind] == CATEGORY_OF_KIND[kind]


def in_register(rewrite: Rewrite, register: Register) -> tuple[str, ...]:
    """The clauses of `rewrite` in `register`."""
    return rewrite.formal if register == "formal" else rewrite.chatty


def apologies(trouble: str, voice: Voice, call: str) -> Iterator[str]:
    """Apologies for what `trouble` (the customer's message, or the reply) tells, the most fitting first."""
    known = troubles(voice.language)
    for name in reported(trouble)[:2]:
        entry = known[name]
        thing = thing_of(entry, trouble)
        slots = {"thing": thing} if thing else {}
        for text in entry.formal if voice.register == "formal" else entry.chatty:
            if apology := filled(text, voice, slots, call):
                yield apology


def _calls(text: str, voice: Voice) -> bool:
    """Whether `text` already calls the customer as `voice` does."""
    return bool(voice.voc) and f" {voice.voc.casefold()}" in f" {text.casefold()}"
