"""Wordings that could mend a faulty sentence, the most sparing first; none of them verified yet."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

from assist.rubric import CATEGORY_OF_KIND
from assist.rubric.rewrites import Edit, Rewrite, edits, rewrites
from assist.rubric.situations import holding
from assist.scoring.address import Voice, calls, filled, in_register
from assist.scoring.cuts import cut
from assist.scoring.facts import kept
from assist.scoring.grammar import reads_well, repeats, small_start, words
from assist.scoring.openings import FEWEST_KEPT, LED, behind
from assist.scoring.passage import (
    Passage,
    called,
    clauses,
    comes_of,
    leaned_on,
    played,
    settled,
    stands,
    with_body,
    with_clause,
)
from assist.scoring.regrets import FEWEST_SORRY, apologies
from assist.scoring.scene import Scene

FITTING_TOPIC: Final = 0.06
"""What a topic that occurs in the clause adds."""
NEAR: Final = 0.85
"""Likeness from which a rewrite of another kind is tried: a kind may be told wrongly."""
MOST_REWRITES: Final = 3
"""Rewrites of each place that are filled in for one finding."""
APOLOGETIC: Final = ("non_apology", "hollow")
CUT: Final = ("reproach", "condescension", "dismissing_feelings", "minimising", "accusation", "stonewalling")
"""Kinds whose words may simply go, where the reply says enough without them."""
ANSWERING: Final = ("accusation", "condescension", "minimising")
"""Kinds of those whose words often hold the answer that the customer asked for."""
RULES: Final = ("policy_shield", "stonewalling")
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
    scene: Scene, parts: Passage, kind: str, voice: Voice, likeness: Likenesses
) -> list[Candidate]:
    """Candidates for the phrase of `kind` in `parts`, each with every fact of what it replaces."""
    found: list[Candidate] = []
    others = scene.others(parts)
    for start, end, text in _wordings(scene, parts, kind, voice, likeness):
        candidate, old = Candidate(start, end, text), scene.reply[start:end]
        if candidate in found or text.casefold() == old.casefold():
            continue
        well = reads_well(old, text, lower=voice.lower or old[:1].islower())
        if well and kept(old, text, scene.reply, scene.customer) and not repeats(old, text, others):
            found.append(candidate)
    return found


def _wordings(
    scene: Scene, parts: Passage, kind: str, voice: Voice, likeness: Likenesses
) -> Iterator[tuple[int, int, str]]:
    if (parts.body + parts.tail).rstrip().endswith(":") or _signed(parts.right):
        return  # what it leads in, or signs, would hang in the air
    shown = scene.holding(parts)
    named = called(parts.body)
    call = "" if calls(parts.head + parts.body, voice) else voice.call()
    if kind in APOLOGETIC:
        if not scene.troubled:
            for rewrite in rewrites(voice.language):
                if "non_apology" in rewrite.kinds and rewrite.suits(shown):
                    yield from _instead(parts, rewrite, {}, voice, call)
            return
        honest = [b for b in _edited(parts, kind, voice, call) if "doubt" not in holding(b, "phrase")]
        yield from (with_body(parts, body, voice) for body in honest)
        for apology in apologies(scene.customer, voice, named or call):
            yield _put(parts, small_start(apology), voice, named or call)
        return
    edited = [
        body
        for body in _edited(parts, kind, voice, call)
        if len(body.split()) >= FEWEST_KEPT - 1 and "harsh" not in holding(body, "phrase")
    ]
    if not scene.troubled and not _promises(parts.body):  # none to look into what nobody complained of
        edited = [body for body in edited if not _promises(body)]
    leaned = leaned_on(scene.reply[parts.end + len(played(parts)) :])
    if leaned:  # what explains a sentence explains no other
        edited = [body for body in edited if set(words(body)) <= set(words(parts.body))]
    fitting = _likely(parts, kind, voice, likeness, shown)
    # A rule without its name is a rule still: an opening goes with it.
    if kind in RULES and not leaned and "offering" not in shown:
        for body in edited[:1]:
            if not (
                holding(body, "reply") & {"acting", "asking", "helping"} or "final" in holding(body, "draft")
            ):
                yield from islice(behind(scene, parts, body, fitting, voice, call), LED)
    yield from (with_body(parts, body, voice) for body in edited)
    refusing = kind in RULES and ("harsh" not in shown or "closed" in holding(parts.body, "reply"))
    asked = bool(shown & {"asks_why", "question"})
    answers = kind in ANSWERING and (asked or (kind == "accusation" and "causing" in shown))
    shorter = list(cut(scene, parts)) if kind in CUT and not refusing and not answers else []
    if not leaned and (kind in CUT[:3] or "harsh" in shown):
        yield from shorter
    if leaned:
        return
    for body in (*edited[:1], *([parts.body.strip()] if kind != "minimising" else [])):
        yield from behind(scene, parts, body, fitting, voice, call)
    yield from shorter
    # A consequence would lose its cause; who complains of nothing needs no help and no question.
    pointless = comes_of(parts.right) or (not scene.troubled and CATEGORY_OF_KIND[kind] == "blame")
    for rewrite, slots in fitting if not pointless else ():
        if rewrite.place != "instead":
            continue
        if about := _about(parts, rewrite) if kind in RULES else parts:
            yield from _instead(about, rewrite, slots, voice, named or call)
    empty = kind in CUT or ("harsh" in shown and kind not in ("policy_shield", "deflection"))
    if empty and not refusing and not answers and scene.troubled and "sorried" not in shown:
        for apology in apologies(scene.customer, voice, named or call, named=True):
            yield _put(parts, small_start(apology), voice, named or call)


def _promises(body: str) -> bool:
    return "acting" in holding(body, "reply")


def _edited(parts: Passage, kind: str, voice: Voice, call: str) -> Iterator[str]:
    """The sentence with small edits of `kind`: each finds what it is sure of."""
    suiting = _suiting(voice.language, kind, voice.register)
    bodies = [body for edit in suiting if (body := edit.applied(parts.body.strip()))]
    if len(bodies) > 1:  # several faults in one sentence: all edits one after the other
        every = parts.body.strip()
        for edit in suiting:
            every = edit.applied(every) or every
        bodies.append(every)
    for body in bodies:
        if kind in APOLOGETIC and len(body.split()) < FEWEST_SORRY:
            continue
        if text := filled(body, voice, {}, "" if calls(body, voice) else call):
            yield text


@cache
def _suiting(language: str, kind: str, register: str) -> tuple[Edit, ...]:
    """The edits for `kind` in `register`, those for kinds like it behind its own."""
    of_register = [edit for edit in edits(language) if edit.register in ("", register)]
    own = [edit for edit in of_register if kind in edit.kinds]
    near = [edit for edit in of_register if kind not in edit.kinds and _akin(edit.kinds, kind)]
    return (*own, *near)


def _instead(
    parts: Passage, rewrite: Rewrite, slots: dict[str, str], voice: Voice, call: str
) -> Iterator[tuple[int, int, str]]:
    """The clauses of `rewrite` in the place of the faulty one; what could not stand beside them goes too."""
    for text in in_register(rewrite, voice.register):
        if clause := filled(text, voice, slots, call):
            yield _put(parts, clause, voice, call)


def _about(parts: Passage, rewrite: Rewrite) -> Passage | None:
    """`parts` around the clause of the faulty run that `rewrite` is about: what tells more stays.

    None where that is no single clause.
    """
    pieces = clauses(parts.clause)
    more = [piece for piece in pieces if stands(piece, parts.language)]
    if not rewrite.topic:
        return parts if len(pieces) == 1 or not more else None
    theirs = [piece for piece in pieces if rewrite.topic.search(piece)]
    if len(pieces) == 1 or not [piece for piece in more if piece not in theirs]:
        return parts
    if len(theirs) != 1:
        return None
    left, _, right = parts.clause.partition(theirs[0])
    return replace(parts, left=parts.left + left, clause=theirs[0], right=right + parts.right)


def _put(parts: Passage, clause: str, voice: Voice, call: str) -> tuple[int, int, str]:
    """`clause` in the place of the faulty one, with the name by which that one called the customer."""
    parts, named = settled(parts), called(parts.body)
    if named and named == call and named not in parts.right and named not in parts.left:
        if call not in clause:
            clause = f"{clause.rstrip('?')}{call}{'?' if clause.endswith('?') else ''}"
    elif named:
        clause = clause.replace(named, "")
    return with_clause(parts, clause, voice)


def _likely(
    parts: Passage, kind: str, voice: Voice, likeness: Likenesses, shown: frozenset[str]
) -> list[tuple[Rewrite, dict[str, str]]]:
    """The rewrites of `kind` that the situations `shown` allow, the likeliest first."""
    ranked: list[tuple[float, Rewrite, dict[str, str]]] = []
    for rewrite in rewrites(voice.language):
        value = likeness.get(rewrite.number, 0.0)
        near = (
            value >= NEAR and rewrite.place == "instead" and kind not in RULES and _akin(rewrite.kinds, kind)
        )
        akin = kind in rewrite.kinds or near
        slots = rewrite.fits(parts.clause) if akin and rewrite.suits(shown) else None
        if slots is not None:
            ranked.append((value + FITTING_TOPIC * bool(rewrite.topic), rewrite, slots))
    ranked.sort(key=lambda item: -item[0])
    chosen: list[tuple[Rewrite, dict[str, str]]] = []
    for place in ("behind", "before", "instead"):
        chosen += [(r, slots) for _, r, slots in ranked if r.place == place][:MOST_REWRITES]
    return chosen


def _akin(kinds: tuple[str, ...], kind: str) -> bool:
    """Whether one of `kinds` is of the category of `kind`, and a plain fault like it."""
    return any(
        name not in APOLOGETIC and CATEGORY_OF_KIND.get(name) == CATEGORY_OF_KIND.get(kind) for name in kinds
    )


def _signed(right: str) -> bool:
    """Whether a signature stands right of the clause, within the sentence."""
    return right.lstrip(" ,").startswith(("^", "~", "/"))
