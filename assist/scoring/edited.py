"""A faulty sentence with small edits, each sure of what it finds; every fact stays."""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from assist.rubric.address import casual
from assist.rubric.rewrites import Edit, edits
from assist.scoring.address import Voice, calls, filled, speaking
from assist.scoring.likely import APOLOGETIC, akin
from assist.scoring.passage import Passage
from assist.scoring.regrets import FEWEST_SORRY


def edited(parts: Passage, kind: str, voice: Voice, call: str, *, near: bool = False) -> Iterator[str]:
    """The body of `parts` with one edit for `kind` each, and last with all that find something.

    `near`: with edits for kinds like `kind` alone. Few of those mend it: of 85 judged, 16 did, and of those
    for `kind` itself six in ten.
    """
    for body in _bodies(parts.body.strip(), voice.language, kind, voice.register)[near]:
        if kind in APOLOGETIC and len(body.split()) < FEWEST_SORRY:
            continue
        body = _in_register(body, parts.body, voice)
        if text := filled(body, speaking(voice, parts.body), {}, "" if calls(body, voice) else call):
            yield text


def _in_register(body: str, whole: str, voice: Voice) -> str:
    """`body` with our words as a chatty draft has them; what `whole` says itself stays."""
    if voice.register == "chatty":
        for formal, chatty in casual(voice.language):
            if formal not in whole:
                body = body.replace(formal, chatty)
    return body


@lru_cache(maxsize=256)  # a faulty sentence stays while the agent types on
def _bodies(whole: str, language: str, kind: str, register: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What edits for `kind` make of `whole`, last with those for kinds like it; and what these do alone."""
    for_kind, for_akin = (
        {edit: body for edit in suiting if (body := edit.applied(whole)) is not None}
        for suiting in _suiting(language, kind, register)
    )
    # Several faults in one sentence: half of them mended is not enough.
    thorough = _in_turn(for_kind, whole)
    every = _in_turn(for_akin, thorough)
    own = (*([thorough] if len(for_kind) > 1 else []), *for_kind.values(), every) if for_kind else ()
    near = (*for_akin.values(), *([] if for_kind else [every]))
    return _changed(own, whole), _changed(near, whole)


def _changed(bodies: Iterable[str], whole: str) -> tuple[str, ...]:
    return tuple(body for body in dict.fromkeys(bodies) if body != whole)


def _in_turn(found: Iterable[Edit], whole: str) -> str:
    for edit in found:
        whole = edit.applied(whole) or whole
    return whole


@cache
def _suiting(language: str, kind: str, register: str) -> tuple[list[Edit], list[Edit]]:
    """The edits for `kind` in `register`, and those for kinds like it."""
    of_register = [edit for edit in edits(language) if edit.register in ("", register)]
    own = [edit for edit in of_register if kind in edit.kinds]
    near = [edit for edit in of_register if kind not in edit.kinds and akin(edit.kinds, kind)]
    return own, near
