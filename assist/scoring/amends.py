"""Candidates for a missing apology: one that names the trouble, where it belongs, never a sorry too many."""

from collections.abc import Iterator
from typing import Final

from assist.rubric.apologies import tells
from assist.rubric.hints import hint_rules
from assist.rubric.rewrites import edits
from assist.rubric.situations import holding, shows
from assist.rubric.tables import pattern
from assist.scoring.address import Voice, call_beside, filled, speaking
from assist.scoring.candidates import Candidate
from assist.scoring.facts import kept
from assist.scoring.grammar import reads_well, sentence_case, small_start
from assist.scoring.likely import APOLOGETIC
from assist.scoring.passage import Passage, passage, settled, with_body, with_clause
from assist.scoring.placement import apology_place
from assist.scoring.reading import Plan
from assist.scoring.regrets import FEWEST_SORRY, apologies
from assist.text.sentences import Span

_SOFTENER = pattern(
    r"^(?:(?:mohon |minta )?maaf(?: ya| sebelumnya)?|sor+y|sori|apologies|"
    r"(?:we are|we're|i am|i'm) (?:so |very )?sorry)"
    r"(?: (?:kak|kakak|pak|bu|bapak|ibu|mas|mbak|sis|gan))?\s*(?:,|\b(?:but|tapi|tetapi|namun)\b|\s)\s*"
    r"(?=(?:boleh|bisa|mohon|apakah|dengan|untuk|kami|kita|tidak|belum|"
    r"but|could|can|may|would|we|i|there|this|your)\b)"
)


BRACKETS: Final = ")]”\"'"
SURE: Final = 0.88
"""Probability that an apology is needed from which a plain one is offered where nobody names a trouble."""
LIKELY: Final = 0.7
"""Probability below which none is offered to a customer who names nothing broken: of 19 flagged replies below
it among the held-out ones, 13 needed none."""


def for_missing(
    plan: Plan, customer: str, kind: str, voice: Voice, needs: float = 1.0
) -> Iterator[Candidate]:
    """Candidates that give the reply of `plan` its apology; `kind` is the finding's.

    `needs`: the probability that one is needed at all.
    """
    reply = plan.reply
    found: list[Candidate] = []
    told = holding(customer or reply, "customer")
    praised = "thanks_only" in told
    if (needs < LIKELY and "failed" not in told) or (
        needs < SURE and (praised or not (customer or tells(reply)))
    ):
        return
    for candidate in _wordings(plan, customer, kind, voice):
        old = reply[candidate.start : candidate.end]
        well = reads_well(old, candidate.text, lower=True) and kept(old, candidate.text, reply)
        if well and candidate not in found:
            found.append(candidate)
            yield candidate


def _wordings(plan: Plan, customer: str, kind: str, voice: Voice) -> Iterator[Candidate]:
    reply = plan.reply
    sorry = _sorry_sentences(plan, voice.language)
    softened = False
    for span in sorry:
        parts = passage(reply, span, *_sorry(reply, span, voice.language), voice.language)
        yield from _mended(parts, voice)
        if kind in APOLOGETIC:
            for apology in apologies(customer, voice, call_beside(parts.head + parts.body, voice)):
                yield Candidate(*with_clause(settled(parts), small_start(apology), voice))
        elif _SOFTENER.match(parts.body):
            softened = True
            yield from _in_place_of_softener(parts, customer, voice)
    if len(sorry) < 2 and not softened and not (sorry and kind in APOLOGETIC):
        yield from _inserted(plan, customer, voice)


def _mended(parts: Passage, voice: Voice) -> Iterator[Candidate]:
    """The sorry that is there, made honest."""
    for edit in edits(voice.language):
        body = edit.applied(parts.body) if "hollow" in edit.kinds else None
        if (
            body
            and not shows(body, "phrase", "doubt")
            and len(body.split()) >= FEWEST_SORRY
            and (text := filled(body, speaking(voice, parts.body), {}))
        ):
            yield Candidate(*with_body(parts, text, voice))


def _in_place_of_softener(parts: Passage, trouble: str, voice: Voice) -> Iterator[Candidate]:
    """``Maaf, boleh minta nomornya?`` → ``Mohon maaf atas keterlambatannya. Boleh minta nomornya?``"""
    rest = sentence_case(_SOFTENER.sub("", parts.body), lower=voice.lower)
    for apology in apologies(trouble, voice, call_beside(parts.head + rest, voice)):
        yield Candidate(parts.start, parts.end, f"{_begun(apology, parts.head, voice)}. {rest}")


def _inserted(plan: Plan, trouble: str, voice: Voice) -> Iterator[Candidate]:
    reply = plan.reply
    place = apology_place(plan, voice.language)
    sentence = place.sentence
    if any(0 <= span.start - place.at <= 1 for span in _sorry_sentences(plan, voice.language)):
        return  # two in a row
    if sentence is None:
        for apology in apologies(trouble, voice, voice.call(), away=place.away):
            text = _cased(apology, voice)
            if place.at == len(reply.rstrip()) and place.at > 0:
                yield Candidate(place.at, place.at, _behind(reply, text))
            elif reply[place.at : place.at + 1].islower() and not voice.lower:
                word = reply[place.at :].split(maxsplit=1)[0]
                first = sentence_case(word, lower=False)
                yield Candidate(place.at, place.at + len(word), f"{text}. {first}")
            else:
                yield Candidate(place.at, place.at, f"{text}. ")
        return
    head = reply[sentence.start : place.at]
    open_head = head.rstrip()[-1:] not in (".", "!", "?")
    rest = reply[place.at : sentence.end]
    for apology in apologies(trouble, voice, call_beside(head, voice), away=place.away):
        text = _begun(apology, head, voice)
        comma = ", " if head.rstrip()[-1:].isalnum() and not head.startswith("@") else ""
        start = place.at - (len(head) - len(head.rstrip()) if comma else 0)
        if open_head and rest[:1].islower() and not voice.lower:
            word = len(rest.split(maxsplit=1)[0])  # no more of the sentence than its first word
            first = sentence_case(rest[:word], lower=False)
            yield Candidate(start, place.at + word, f"{comma}{text}. {first}")
        else:
            yield Candidate(start, place.at, f"{comma}{text}. ")


def _behind(reply: str, text: str) -> str:
    """`text` after the last sentence: a full stop behind a word or bracket without one, and a space."""
    last = reply.rstrip()[-1]
    return f"{'.' if last.isalnum() or last in BRACKETS else ''} {text}."


def _begun(apology: str, head: str, voice: Voice) -> str:
    if head and head.rstrip()[-1:] not in (".", "!", "?") and not head.startswith("@"):
        return small_start(apology)
    return _cased(apology, voice)


def _cased(apology: str, voice: Voice) -> str:
    return small_start(apology) if voice.lower else sentence_case(apology, lower=False)


def _sorry(reply: str, span: Span, language: str) -> tuple[int, int]:
    sorry = hint_rules(language)["over_apology"].pattern
    assert sorry
    match = sorry.search(reply, span.start, span.end)
    return (match.start(), match.end()) if match else (span.start, span.end)


def _sorry_sentences(plan: Plan, language: str) -> list[Span]:
    sorry = hint_rules(language)["over_apology"].pattern
    assert sorry
    return [span for span in plan.spans if sorry.search(plan.reply, span.start, span.end)]
