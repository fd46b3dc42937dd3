"""Wordings that could mend a faulty sentence, the most sparing first; none of them verified yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from assist.rubric import CATEGORY_OF_KIND
from assist.rubric.apologies import reported, thing_of, troubles
from assist.rubric.rewrites import Register, Rewrite, edits, rewrites
from assist.rubric.situations import holding
from assist.scoring.address import Voice, filled
from assist.scoring.facts import kept
from assist.scoring.grammar import reads_well, repeats, sentence_case, small_start
from assist.scoring.passage import (
    Passage,
    bare,
    called,
    clauses,
    hangs,
    leaned_on,
    played,
    settled,
    stands,
    with_body,
    with_clause,
)
from assist.scoring.placement import head_length
from assist.text.sentences import Span

FITTING_TOPIC: Final = 0.06
"""What a topic that occurs in the clause adds."""
NEAR: Final = 0.85
"""Likeness from which a rewrite of another kind is tried: a kind may be told wrongly."""
MOST_REWRITES: Final = 3
"""Rewrites of each place that are filled in for one finding."""
LED: Final = 2
"""Openings that are tried behind a sentence with a lead before it."""
FEWEST_SORRY: Final = 5
"""Words that an apology needs to be for something."""
FEWEST_KEPT: Final = 4
"""Words that a sentence needs to be worth keeping."""
APOLOGETIC: Final = ("non_apology", "hollow")
CUT: Final = ("reproach", "condescension", "dismissing_feelings", "minimising", "accusation", "stonewalling")
"""Kinds whose words may simply go, where the reply says enough without them."""
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


@dataclass(frozen=True)
class Scene:
    """What surrounds a faulty sentence: the draft with its own sentences, and the customer's message.

    `troubled`: whether anything happened that an apology could be for; `opening`: whether one belongs here;
    `gone`: sentences that will not stand beside the candidate as they are.
    """

    reply: str
    spans: tuple[Span, ...]
    customer: str
    troubled: bool = True
    opening: bool = False
    gone: tuple[Span, ...] = ()

    def holding(self, parts: Passage) -> frozenset[str]:
        """The situations that hold around `parts`."""
        rest = self.reply[: parts.start] + "\n" + self.reply[parts.end :]
        if self.gone:
            rest = "\n".join(self.reply[s.start : s.end] for s in self.spans if s not in self.gone)
        told = holding(self.customer, "customer") if self.customer else frozenset[str]()
        own = parts.body + parts.tail
        return told | holding(rest, "reply") | holding(own, "phrase") | holding(f"{rest}\n{own}", "draft")

    def others(self, parts: Passage) -> list[str]:
        """The draft's other sentences."""
        return [
            self.reply[s.start : s.end] for s in self.spans if not s.start <= parts.start + 1 <= max(s.end, 1)
        ]


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
    call = "" if _calls(parts.head + parts.body, voice) else voice.call()
    if kind in APOLOGETIC:
        if not scene.troubled:
            for rewrite in rewrites(voice.language):
                if "non_apology" in rewrite.kinds:
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
    leaned = leaned_on(scene.reply[parts.end + len(played(parts)) :])
    if leaned:  # what explains a sentence explains no other
        edited = [body for body in edited if set(_words(body)) <= set(_words(parts.body))]
    fitting = _likely(parts, kind, voice, likeness, shown)
    # A rule without its name is a rule still: an opening goes with it.
    if kind in RULES and not leaned and "offering" not in shown:
        for body in edited[:1]:
            if not holding(body, "reply") & {"acting", "asking", "helping"}:
                yield from islice(_behind(scene, parts, body, fitting, voice, call), LED)
    yield from (with_body(parts, body, voice) for body in edited)
    refusing = kind in RULES and ("harsh" not in shown or "closed" in holding(parts.body, "reply"))
    cut = list(_cut(scene, parts)) if kind in CUT and not refusing else []
    if not leaned and (kind in CUT[:3] or "harsh" in shown):
        yield from cut
    if leaned:
        return
    for body in (*edited[:1], *([parts.body.strip()] if kind != "minimising" else [])):
        yield from _behind(scene, parts, body, fitting, voice, call)
    yield from cut
    for rewrite, slots in fitting:
        if rewrite.place == "instead" and not (kind in RULES and _tells_more(parts, rewrite)):
            yield from _instead(parts, rewrite, slots, voice, named or call)
    empty = kind in CUT or ("harsh" in shown and kind not in ("policy_shield", "deflection"))
    if empty and not refusing and scene.customer and scene.troubled and "sorried" not in shown:
        for apology in apologies(scene.customer, voice, named or call):
            yield _put(parts, small_start(apology), voice, named or call)


def _edited(parts: Passage, kind: str, voice: Voice, call: str) -> Iterator[str]:
    """The sentence with small edits of `kind`: each finds what it is sure of."""
    own = [edit for edit in edits(voice.language) if kind in edit.kinds]
    near = [edit for edit in edits(voice.language) if edit not in own and _akin(edit.kinds, kind)]
    suiting = [edit for edit in (*own, *near) if edit.register in ("", voice.register)]
    bodies = [body for edit in suiting if (body := edit.applied(parts.body.strip()))]
    if len(bodies) > 1:  # several faults in one sentence: all edits one after the other
        every = parts.body.strip()
        for edit in suiting:
            every = edit.applied(every) or every
        bodies.append(every)
    for body in bodies:
        if kind in APOLOGETIC and len(body.split()) < FEWEST_SORRY:
            continue
        if text := filled(body, voice, {}, "" if _calls(body, voice) else call):
            yield text


def _behind(
    scene: Scene,
    parts: Passage,
    body: str,
    fitting: list[tuple[Rewrite, dict[str, str]]],
    voice: Voice,
    call: str,
) -> Iterator[tuple[int, int, str]]:
    """`body` as it is, where it can stay, an opening behind it and, where one belongs, an apology before."""
    own = body == parts.body.strip()
    whole = not hangs(body) if own else stands(body, voice.language)
    if not whole or len(body.split()) < FEWEST_KEPT - own or "harsh" in holding(body + parts.tail, "phrase"):
        return
    mark = played(parts)
    kept_mark = mark.strip()[:1] if mark.strip()[:1] in (".", "!", "?") else "."
    lower = voice.lower or (parts.body[:1].islower() and not parts.head)
    small = parts.head.rstrip().endswith(",") and not own
    text = f"{small_start(body) if small else sentence_case(body, lower=lower or own)}{kept_mark}"
    call = "" if _calls(body, voice) else call
    texts = [
        filled(wording, voice, slots, call)
        for rewrite, slots in fitting
        if rewrite.place == "behind"
        for wording in in_register(rewrite, voice.register)
    ]
    if not scene.troubled:
        texts = [t for t in texts if t and "sorried" not in holding(t, "reply")]
    said = [f"{sentence_case(t, lower=voice.lower)}{'' if t.endswith('?') else '.'}" for t in texts if t]
    end = parts.end + len(mark)
    plain = [f"{text} {wording}" for wording in said]
    led = [
        f"{lead}: {small_start(body)}{kept_mark} {wording}"
        for lead in _leads(parts, body, fitting, voice, call)
        for wording in said[:LED]
    ]
    # What is the draft's own costs nothing to judge; of what is new, the likeliest of either first.
    for found in (plain, led) if own else (plain[:1], led[:1], plain[1:], led[1:]):
        for wording in found:
            yield parts.start, end, wording
    sorried = "sorried" in scene.holding(parts)
    if scene.opening and scene.troubled and not sorried and not parts.head:
        apology = next(iter(apologies(scene.customer, voice, "")), "")
        first = f"{sentence_case(apology, lower=voice.lower)}. {text}"
        for wording in said:
            if "sorried" not in holding(wording, "reply"):
                yield parts.start, end, f"{first} {wording}"
        if apology:
            yield parts.start, end, first


def _leads(
    parts: Passage, body: str, fitting: list[tuple[Rewrite, dict[str, str]]], voice: Voice, call: str
) -> Iterator[str]:
    """What may lead `body` in, as it begins here: nothing before a sorry or what is led in already."""
    if ":" in body or "sorried" in holding(body, "reply"):
        return
    for rewrite, slots in fitting:
        if rewrite.place == "before":
            for text in in_register(rewrite, voice.register):
                if lead := filled(text, voice, slots, call):
                    small = parts.head.rstrip().endswith(",")
                    yield small_start(lead) if small else sentence_case(lead, lower=voice.lower)


def _cut(scene: Scene, parts: Passage) -> Iterator[tuple[int, int, str]]:
    """The faulty clause, or the whole sentence, left out, where the reply says enough without it."""
    reply, mark = scene.reply, played(parts)
    for side in (parts.left.strip(" ,;:–—-("), bare(parts.right)):
        if side and stands(side, parts.language) and len(side.split()) >= FEWEST_KEPT:
            text = side if side in parts.left and not parts.head else sentence_case(side, lower=False)
            if parts.head and parts.head.rstrip()[-1:] == ",":
                text = small_start(side)
            yield parts.start, parts.end + len(mark), f"{text}."
            return
    whole = not parts.head and not any(character.isalpha() for character in parts.tail)
    at = next((index for index, span in enumerate(scene.spans) if span.start <= parts.start < span.end), -1)
    enough = [
        text
        for text in scene.others(parts)
        if len(text.split()) >= FEWEST_KEPT - 1
        and head_length(text, parts.language) < len(text) - 8
        and not holding(text, "reply") & {"sorried", "thanked"}
    ]
    if at < 0 or not whole or not enough:
        return
    span = scene.spans[at]
    before = scene.spans[at - 1] if at else None
    after = scene.spans[at + 1] if at + 1 < len(scene.spans) else None
    if after and not stands(reply[after.start : after.end], parts.language):
        return
    if before and "\n" not in reply[before.end : span.start]:
        yield before.start, span.end, reply[before.start : before.end]
    elif after and "\n" not in reply[span.end : after.start]:
        yield span.start, after.end, reply[after.start : after.end]


def _instead(
    parts: Passage, rewrite: Rewrite, slots: dict[str, str], voice: Voice, call: str
) -> Iterator[tuple[int, int, str]]:
    """The clauses of `rewrite` in the place of the faulty one; what could not stand beside them goes too."""
    for text in in_register(rewrite, voice.register):
        if clause := filled(text, voice, slots, call):
            yield _put(parts, clause, voice, call)


def _tells_more(parts: Passage, rewrite: Rewrite) -> bool:
    """Whether a clause of the faulty run stands for itself and is not what `rewrite` is about."""
    pieces = clauses(parts.clause)
    return len(pieces) > 1 and any(
        stands(piece, parts.language) and not (rewrite.topic and rewrite.topic.search(piece))
        for piece in pieces
    )


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


def in_register(rewrite: Rewrite, register: Register) -> tuple[str, ...]:
    """The clauses of `rewrite` in `register`."""
    return rewrite.formal if register == "formal" else rewrite.chatty


def apologies(customer: str, voice: Voice, call: str) -> Iterator[str]:
    """Apologies for what `customer` tells, the most fitting first: plain ones where they name no trouble."""
    known = troubles(voice.language)
    names = reported(customer)
    for name in (names[0], "grave" if "grave" in names else "general"):
        entry = known[name]
        thing = thing_of(entry, customer)
        for text in entry.formal if voice.register == "formal" else entry.chatty:
            if apology := filled(text, voice, {"thing": thing} if thing else {}, call):
                yield apology


def _calls(text: str, voice: Voice) -> bool:
    """Whether `text` already calls the customer as `voice` does."""
    words = {word.casefold() for word in (voice.voc, *voice.anda.split("/")) if word}
    return any(f" {word} " in f" {_spaced(text)} " for word in words)


def _words(text: str) -> list[str]:
    return _spaced(text).split()


def _spaced(text: str) -> str:
    return "".join(character if character.isalnum() else " " for character in text.casefold())


def _signed(right: str) -> bool:
    """Whether a signature stands right of the clause, within the sentence."""
    return right.lstrip(" ,").startswith(("^", "~", "/"))
