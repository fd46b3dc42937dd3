"""Wordings that could mend a faulty sentence, the most sparing first; none of them verified yet."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from assist.rubric import CATEGORY_OF_KIND
from assist.rubric.apologies import WISH, reported
from assist.rubric.rewrites import Rewrite, rewrites
from assist.rubric.situations import shows
from assist.scoring.address import Voice, calls
from assist.scoring.case import CUT, SETTLED, Case
from assist.scoring.edited import edited
from assist.scoring.facts import kept
from assist.scoring.grammar import echoes, reads_well, repeats, sentence_case, small_start, words
from assist.scoring.instead import about, instead, sorry, steps
from assist.scoring.likely import APOLOGETIC, RULES, Likenesses, likely
from assist.scoring.openings import FEWEST_KEPT, LED, behind
from assist.scoring.passage import Passage, comes_of, settled, stands, with_body
from assist.scoring.regrets import PLAIN, apologies
from assist.scoring.scene import Scene


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
) -> Iterator[Candidate]:
    """Candidates for the phrase of `kind` in `parts`, each with every fact of what it replaces."""
    found: list[Candidate] = []
    others = scene.others(parts)
    before = next((scene.reply[s.start : s.end] for s in reversed(scene.spans) if s.end <= parts.start), "")
    for start, end, text in _wordings(Case(scene, parts, kind, voice), likeness):
        candidate, old = Candidate(start, end, text), scene.reply[start:end]
        if candidate in found or text.casefold() == old.casefold():
            continue
        well = reads_well(old, text, lower=voice.lower or old[:1].islower())
        if echoes(before, text) and not echoes(before, old):
            continue
        if well and kept(old, text, scene.reply, scene.customer) and not repeats(old, text, others):
            found.append(candidate)
            yield candidate


def _wordings(case: Case, likeness: Likenesses) -> Iterator[tuple[int, int, str]]:
    parts = case.parts
    signed = parts.right.lstrip(" ,").startswith(("^", "~", "/"))
    if signed or (parts.body + parts.tail).rstrip().endswith(":"):
        return  # what it signs, or leads in, would hang in the air
    yield from _honest(case) if case.kind in APOLOGETIC else _mended(case, likeness)


def _honest(case: Case) -> Iterator[tuple[int, int, str]]:
    """For a sorry that takes itself back: its honest form, or another one."""
    scene, parts, voice = case.scene, case.parts, case.voice
    if not scene.troubled:
        for rewrite in rewrites(voice.language):
            if "non_apology" in rewrite.kinds and rewrite.place == "instead" and rewrite.suits(case.shown):
                yield from instead(scene, parts, rewrite, {}, voice, case.call)
        return
    bodies = [b for b in edited(parts, case.kind, voice, case.call_beside) if not shows(b, "phrase", "doubt")]
    told = reported(scene.customer)[0] not in (*PLAIN, WISH)
    named = any(shows(text, "phrase", "named") for text in (parts.body, *bodies))
    fitting = (
        candidate
        for apology in apologies(scene.customer, voice, case.name)
        for candidate in sorry(scene, parts, apology, voice, case.name)
    )
    if told and not named:  # the customer named the trouble: the sorry does, too
        yield from islice(fitting, 1)
    yield from (with_body(parts, body, voice) for body in bodies)
    if bodies and named and not told:
        return  # the sorry that is there says more
    yield from fitting


def _mended(case: Case, likeness: Likenesses) -> Iterator[tuple[int, int, str]]:
    """For any other fault: edited, with an opening behind it, cut, or something else in its place."""
    scene, parts, kind, voice, shown = case.scene, case.parts, case.kind, case.voice, case.shown
    bodies = _sparing(case)
    loose = [] if bodies else _sparing(case, near=True)  # of use early only where there is nothing better
    kept = (bodies or loose)[:1]
    shorter, bare = case.shorter()
    fitting = likely(parts, kind, voice, likeness, shown)
    if kind in RULES and not case.leaned_on and "offering" not in shown:
        # A rule without its name is a rule still: an opening goes with it.
        for body in kept:
            opens = shows(body, "reply", "acting", "asking", "helping")
            if not opens and not shows(body, "draft", "final"):
                yield from islice(behind(scene, parts, body, fitting, voice, case.call), LED)
    if kind == "reproach" and shown >= SETTLED and not case.leaned_on:
        yield from shorter
    yield from (_heard(case, with_body(parts, body, voice)) for body in bodies)
    if case.leaned_on:
        yield from (with_body(parts, body, voice) for body in loose or _sparing(case, near=True))
        return
    if not case.thin and (kind in CUT[:3] or shown & {"contradicting", "harsh"}):
        yield from shorter
    if case.goes_on and (left := list(case.without())):
        yield from left
        if kind == "deflection":
            return  # who else could help is no news behind what was done
    if kind in RULES:  # whatever else defends, defends before an opening still
        yield from _opened(case, kept, fitting)
    if not case.thin:
        yield from shorter
    # A consequence would lose its cause; who complains of nothing needs no help and no question.
    pointless = comes_of(parts.right) or (not scene.troubled and CATEGORY_OF_KIND[kind] == "blame")
    led_in = (parts.clause + parts.right).partition(":")[2]
    pointless = pointless or len(led_in.split()) >= FEWEST_KEPT
    for rewrite, slots in fitting if not pointless else ():
        place = about(parts, rewrite, kind) if rewrite.place == "instead" else None
        if place:
            for put in instead(scene, place, rewrite, slots, voice, case.name):
                yield _heard(case, put)
    if kind not in RULES:
        yield from _opened(case, kept, fitting)
    yield from (with_body(parts, body, voice) for body in loose or _sparing(case, near=True))
    yield from shorter
    empty = kind in CUT or ("harsh" in shown and kind not in ("policy_shield", "deflection"))
    unsorried = scene.troubled and not shown & {"sorried", "question"}
    if empty and unsorried and not case.refuses and not case.answers:
        for apology in apologies(scene.customer, voice, case.name, named=not bare):
            yield from sorry(scene, parts, apology, voice, case.name)
    if not (unsorried and "grave" in shown):  # what is left would be all that is said to them
        yield from bare
    yield from case.without()
    told = kind != "deflection" or settled(parts).left  # who is in charge has to be told
    stings = kind in CUT and "sorried" in shown and not case.answers and not case.refuses
    if ((case.defends and told and not empty) or stings) and scene.troubled and scene.customer:
        yield from _turned(case)


def _heard(case: Case, put: tuple[int, int, str]) -> tuple[int, int, str]:
    """`put` with an apology before it where somebody in trouble would be told nothing else."""
    start, end, text = put
    voice = case.voice
    if not case.unheard or shows(text, "reply", "sorried"):
        return put
    call = "" if calls(text, voice) else case.name
    apology = next(iter(apologies(case.scene.customer, voice, call)), "")
    if not apology:
        return put
    small = voice.lower or case.parts.head.rstrip().endswith(",")
    first = small_start(apology) if small else sentence_case(apology, lower=False)
    return start, end, f"{first}. {sentence_case(text, lower=voice.lower)}"


def _opened(
    case: Case, kept: list[str], fitting: list[tuple[Rewrite, dict[str, str]]]
) -> Iterator[tuple[int, int, str]]:
    """The sentence, edited (`kept`) or as it is, with an opening behind it."""
    for body in (*kept, *([case.parts.body.strip()] if case.kind != "minimising" else [])):
        yield from behind(case.scene, case.parts, body, fitting, case.voice, case.call)


def _turned(case: Case) -> Iterator[tuple[int, int, str]]:
    """The last resort for words that tell no fact: a sorry in their place, or behind one a step."""
    scene, parts, voice = case.scene, case.parts, case.voice
    if "sorried" not in case.shown:
        for apology in apologies(scene.customer, voice, case.name):
            yield from sorry(scene, parts, apology, voice, case.name)
    elif not case.shown & {"acting", "asking", "offering"}:
        for step in steps(voice.language, case.shown):
            yield from instead(scene, parts, step, {}, voice, case.name)


def _sparing(case: Case, *, near: bool = False) -> list[str]:
    """The sentence with small edits, those left out that would not help here.

    `near`: edits for kinds like that of the case.
    """
    parts = case.parts
    bodies = [
        body
        for body in edited(parts, case.kind, case.voice, case.call_beside, near=near)
        if (len(body.split()) >= FEWEST_KEPT or stands(body, case.voice.language))
        and not shows(body, "phrase", "harsh")
    ]
    barred: set[str] = set()
    if "sending" in case.shown:  # where to turn is told already
        barred |= {"helping", "sending"}
    if not case.scene.troubled:  # nor sympathy for what troubles nobody, nor advice
        barred |= {"understood", "advising"}
    if "question" in case.shown:  # who only asks is not answered by help or advice
        barred |= {"helping", "advising"}
    added = [name for name in sorted(barred) if not shows(parts.body, "reply", name)]
    if added:
        bodies = [body for body in bodies if not shows(body, "reply", *added)]
    if not case.scene.troubled and not _promises(parts.body):  # none to look into what nobody complained of
        bodies = [body for body in bodies if not _promises(body)]
    if case.leaned_on:  # what explains a sentence explains no other
        bodies = [body for body in bodies if set(words(body)) <= set(words(parts.body))]
    return bodies


def _promises(body: str) -> bool:
    return shows(body, "reply", "acting")
