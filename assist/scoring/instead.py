"""Something better in the place of a faulty clause: one of our rewrites, or an apology."""

from collections.abc import Iterator
from dataclasses import replace

from assist.rubric.rewrites import Rewrite, rewrites
from assist.scoring.address import Voice, filled, in_register
from assist.scoring.grammar import sentence_case, small_start
from assist.scoring.likely import HEARING, RULES
from assist.scoring.openings import FEWEST_KEPT
from assist.scoring.passage import Passage, called, clauses, conditioned, settled, stands, with_clause
from assist.scoring.placement import head_length
from assist.scoring.scene import Scene


def instead(
    scene: Scene, parts: Passage, rewrite: Rewrite, slots: dict[str, str], voice: Voice, call: str
) -> Iterator[tuple[int, int, str]]:
    """The clauses of `rewrite` in the place of the faulty one; what could not stand beside them goes too."""
    for text in in_register(rewrite, voice.register):
        if clause := filled(text, voice, slots, call):
            put = _put(parts, clause, voice, call)
            if not set(HEARING).isdisjoint(rewrite.kinds):
                yield from _with_step(scene, parts, put, voice)
            yield put


def about(parts: Passage, rewrite: Rewrite, kind: str) -> Passage | None:
    """`parts` around the clause of the faulty run that `rewrite` is about: what tells more stays.

    None where that is no single clause.
    """
    if kind == "deflection":
        return conditioned(parts)
    if kind not in RULES:
        return parts
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


def sorry(
    scene: Scene, parts: Passage, apology: str, voice: Voice, call: str
) -> Iterator[tuple[int, int, str]]:
    """`apology` in the place of the faulty clause; where nothing else is said, a step behind it first."""
    put = _put(parts, small_start(apology), voice, call)
    yield from _with_step(scene, parts, put, voice)
    yield put


def _with_step(
    scene: Scene, parts: Passage, put: tuple[int, int, str], voice: Voice
) -> Iterator[tuple[int, int, str]]:
    """`put`, kind words, with a step behind them where the draft says nothing else."""
    start, end, text = put
    whole = settled(parts)
    if whole.left or whole.right or words_beside(scene, parts) >= FEWEST_KEPT:
        return
    found = steps(voice.language, scene.holding(parts))
    for wording in (w for rewrite in found for w in in_register(rewrite, voice.register)):
        if step := filled(wording, voice, {}, ""):
            marked = text.endswith((".", "!"))
            step = sentence_case(step, lower=voice.lower)
            yield start, end, f"{text}{'' if marked else '.'} {step}{'.' if marked else ''}"


def steps(language: str, shown: frozenset[str]) -> list[Rewrite]:
    """The rewrites of `language` that may be all a reply does, where the situations `shown` hold."""
    return [rewrite for rewrite in rewrites(language) if rewrite.place == "alone" and rewrite.suits(shown)]


def words_beside(scene: Scene, parts: Passage) -> int:
    """Words of the draft's other sentences, greetings and signatures aside."""
    return sum(
        len(text.split())
        for text in scene.others(parts)
        if head_length(text, parts.language) < len(text) and stands(text, parts.language)
    )


def _put(parts: Passage, clause: str, voice: Voice, call: str) -> tuple[int, int, str]:
    """`clause` in the place of the faulty one, with the name by which that one called the customer."""
    parts, named = settled(parts), called(parts.body)
    if named and parts.right.startswith(named):
        parts = replace(parts, clause=parts.clause + named, right=parts.right.removeprefix(named))
    if named and named == call and named not in parts.right and named not in parts.left:
        if call not in clause:
            clause = f"{clause.rstrip('?')}{call}{'?' if clause.endswith('?') else ''}"
    elif named:
        clause = clause.replace(named, "")
    return with_clause(parts, clause, voice)
