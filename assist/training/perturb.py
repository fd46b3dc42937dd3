"""Small changes to a reply that leave every label as it is: for training, and to measure robustness."""

import random
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from assist.rubric import CATEGORIES
from assist.text.language import function_words
from assist.text.spelling import forms
from assist.training.labelled import Row
from assist.training.others import Others, misdirect


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by `new`."""

    start: int
    end: int
    new: str


Perturbation = Callable[[str, random.Random], list[Edit]]

_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_DIGIT = re.compile(r"\d")
_STOP = re.compile(r"[.!?]+(?=\s|$)")
_COMMA = re.compile(r",(?=\s)")
_LINK_OR_MAIL = re.compile(r"\S*(?://|@)\S*")
_SPELT = re.compile(
    rf"\b({'|'.join(map(re.escape, sorted(forms(), key=len, reverse=True)))})\b", re.IGNORECASE
)
"""The words of `forms`, the longest first."""

_GREETINGS = {
    "id": (
        "Halo Kak, ",
        "Hai, ",
        "Selamat siang. ",
        "Pagi Bu, ",
        "Halo Pak, ",
        "Hi kak ",
        "Yth. Pelanggan, ",
    ),
    "en": ("Hi there, ", "Hello! ", "Hi Sam, ", "Good morning. ", "Dear customer, ", "Hey, ", "Hi Priya - "),
}
_CLOSINGS = {
    "id": (" ^DN", " Terima kasih.", " -Rani", " 🙏", " Salam hangat.", " ^YL", " Sehat selalu ya."),
    "en": (" -Jo", " Thanks!", " /KL", " ^MB", " Kind regards.", " *Dee", " Have a good one. -Ann"),
}
_APOLOGIES = {
    "id": (
        "Mohon maaf atas hal ini.",
        "Kami mohon maaf atas ketidaknyamanannya.",
        "Maaf ya Kak atas kendalanya.",
        "Maaf banget ya jadi begini.",
        "Kami mohon maaf yang sebesar-besarnya.",
        "Kami minta maaf atas keterlambatannya.",
        "maaf ya soal ini.",
        "Mohon maaf Bapak harus menunggu lama.",
        "Maaf ya Bu, jadi tidak sesuai.",
        "Mohon maaf sudah membuat kecewa.",
    ),
    "en": (
        "We are sorry about this.",
        "So sorry about that!",
        "We apologise for the inconvenience.",
        "I'm really sorry about the trouble.",
        "Sorry for the long wait.",
        "We are very sorry that this happened.",
        "Apologies for this.",
        "so sorry about this.",
        "I apologise for the delay.",
        "We're sorry we let you down here.",
    ),
}
_TAKEN_BACK: Final = ("excuse", "non_apology")
"""Kinds that are no fault, or another, beside an apology."""
_EMOJI: Final = (" 🙏", " 😊", " 🙏🏻", " 😅", " 👍", "🙂", " 🙏🙏")


def lower_case(text: str, _rnd: random.Random) -> list[Edit]:
    """All letters small."""
    return [Edit(0, len(text), text.lower())] if len(text.lower()) == len(text) else []


def upper_case(text: str, _rnd: random.Random) -> list[Edit]:
    """ALL CAPS."""
    return [Edit(0, len(text), text.upper())] if len(text.upper()) == len(text) else []


def typos(text: str, rnd: random.Random) -> list[Edit]:
    """One letter dropped, doubled or swapped in about one long word of ten."""
    edits: list[Edit] = []
    safe = {i for link in _LINK_OR_MAIL.finditer(text) for i in range(link.start(), link.end())}
    for match in _LONG_WORD.finditer(text):
        if match.start() in safe or rnd.random() > 0.1:
            continue
        at = rnd.randrange(match.start() + 1, match.end() - 1)
        pair = text[at : at + 2]
        edits.append(Edit(at, at + 2, rnd.choice((pair[0], pair[0] + pair, pair[::-1]))))
    return edits


def chat_spelling(text: str, rnd: random.Random) -> list[Edit]:
    """Words in the spelling of chats: ``tidak`` → ``gak``, ``please`` → ``pls``."""
    return [
        Edit(match.start(), match.end(), rnd.choice(forms()[match[0].lower()]))
        for match in _SPELT.finditer(text)
        if rnd.random() < 0.6
    ]


def numbers(text: str, rnd: random.Random) -> list[Edit]:
    """Every digit another one."""
    return [Edit(m.start(), m.end(), str(rnd.randrange(1, 10))) for m in _DIGIT.finditer(text)]


def emoji(text: str, rnd: random.Random) -> list[Edit]:
    """An emoji at the end of a sentence or of the reply."""
    ends = [match.end() for match in _STOP.finditer(text)] or [len(text)]
    at = rnd.choice(ends)
    return [Edit(at, at, rnd.choice(_EMOJI))]


def exclaim(text: str, rnd: random.Random) -> list[Edit]:
    """Full stops become ``!!!`` (or ``!``)."""
    mark = rnd.choice(("!!!", "!", "!!"))
    return [Edit(m.start(), m.end(), mark) for m in _STOP.finditer(text) if "?" not in m[0]]


def no_stops(text: str, _rnd: random.Random) -> list[Edit]:
    """The last full stop is dropped, the others too where a line break can stand for them."""
    stops = [match for match in _STOP.finditer(text) if match[0] == "."]
    return [
        Edit(m.start(), m.end(), "" if m.end() == len(text) else "\n" if text[m.end()] != "\n" else "")
        for m in stops
    ]


def rewrap(text: str, rnd: random.Random) -> list[Edit]:
    """Spaces after sentences become line breaks."""
    return [
        Edit(m.end(), m.end() + 1, rnd.choice(("\n", "\n\n")))
        for m in _STOP.finditer(text)
        if m.end() < len(text)
    ]


def greeting(text: str, rnd: random.Random) -> list[Edit]:
    """A greeting before the reply."""
    return [Edit(0, 0, rnd.choice(_GREETINGS[_side(text)]))]


def closing(text: str, rnd: random.Random) -> list[Edit]:
    """A closing or a signature after the reply."""
    return [Edit(len(text), len(text), rnd.choice(_CLOSINGS[_side(text)]))]


PERTURBATIONS: Final[dict[str, Perturbation]] = {
    function.__name__: function
    for function in (
        lower_case,
        upper_case,
        typos,
        chat_spelling,
        numbers,
        emoji,
        exclaim,
        no_stops,
        rewrap,
        greeting,
        closing,
    )
}
_IN_A_HURRY: Final = (
    (chat_spelling,),
    (chat_spelling, lower_case),
    (chat_spelling, no_stops),
    (chat_spelling, typos),
    (lower_case, no_stops),
)


def perturb(row: Row, name: str, rnd: random.Random) -> Row:
    """`row` with its reply changed by the perturbation `name`; phrases move along, labels stay."""
    reply, phrases = apply(row["reply"], row.get("phrases") or [], PERTURBATIONS[name](row["reply"], rnd))
    return {**row, "reply": reply, "phrases": phrases}


def apply(text: str, phrases: list[dict[str, Any]], edits: list[Edit]) -> tuple[str, list[dict[str, Any]]]:
    """`text` after non-overlapping `edits`, and `phrases` with their offsets moved accordingly.

    A letter-for-letter edit (case) keeps inner offsets; any other edit inside a phrase stays inside it.
    """
    edits = sorted(edits)
    out: list[str] = []
    last = 0
    for edit in edits:
        out += [text[last : edit.start], edit.new]
        last = edit.end
    out.append(text[last:])

    def moved(at: int, is_end: bool) -> int:
        shift = 0
        for edit in edits:
            if len(edit.new) == edit.end - edit.start:
                continue
            before = edit.end <= at if edit.end > edit.start or not is_end else edit.end < at
            if before:
                shift += len(edit.new) - (edit.end - edit.start)
            elif edit.start < at:  # the boundary lies inside the edit: take its nearer end
                return edit.start + shift + (len(edit.new) if is_end else 0)
        return at + shift

    new = "".join(out)
    return new, [{**p, "start": moved(p["start"], False), "end": moved(p["end"], True)} for p in phrases]


def drown(row: Row, sentences: Sequence[str], rnd: random.Random) -> Row:
    """`row` with two to nine neutral sentences before and after it; its steps are no longer known."""
    chosen = rnd.sample(sentences, min(len(sentences), rnd.randint(2, 9)))
    cut = rnd.randint(0, len(chosen))
    joint = rnd.choice((" ", " ", "\n"))
    before = "".join(sentence + joint for sentence in chosen[:cut])
    after = "".join(joint + sentence for sentence in chosen[cut:])
    end = len(row["reply"])
    edits = [Edit(0, 0, before), Edit(end, end, after)]
    reply, phrases = apply(row["reply"], row.get("phrases") or [], edits)
    return {**row, "reply": reply, "phrases": phrases, "steps": None}


def apologise(row: Row, rnd: random.Random) -> Row:
    """`row` with an apology before it, where one is due and missing: a fault beside it is a fault still."""
    labels, phrases = row["labels"], row.get("phrases") or []
    whole = any(labels[name] and not any(p["category"] == name for p in phrases) for name in CATEGORIES)
    due = labels["needs_apology"] and labels["apology"] == "none"
    if not due or whole or any(phrase["kind"] in _TAKEN_BACK for phrase in phrases):
        return row
    sorry = f"{rnd.choice(_APOLOGIES[_side(row['reply'])])} "
    reply, phrases = apply(row["reply"], phrases, [Edit(0, 0, sorry)])
    steps = {**row["steps"], "apologise": 1} if row.get("steps") else None
    labels = {**labels, "apology": "full", "missing_apology": 0}
    return {**row, "reply": reply, "phrases": phrases, "labels": labels, "steps": steps}


def hurried(customer: str, rnd: random.Random) -> str:
    """The message of `customer` as typed in a hurry: customers mind their spelling less than agents do."""
    for change in rnd.choice(_IN_A_HURRY):
        customer = apply(customer, [], change(customer, rnd))[0]
    return customer


def augment(row: Row, rnd: random.Random, others: Others) -> Row:
    """`row` as an epoch sees it: the reply as written half of the time, else with one to three perturbations.

    One in three customers types in a hurry; one in twelve gets an answer that was meant for somebody else.
    One reply in twelve is drowned among neutral sentences of `others`, so that one fault in a long reply is
    still a fault; of those that lack an apology, one in ten gets one.
    """
    answers = others.answers_for(row) if row["customer"] else []
    if answers and rnd.random() < 0.08:
        row = misdirect(row, answers, rnd)
    elif rnd.random() < 0.1:
        row = apologise(row, rnd)
    sentences = others.sentences_for(row)
    if sentences and rnd.random() < 0.08:
        row = drown(row, sentences, rnd)
    if row["customer"] and rnd.random() < 0.35:
        row = {**row, "customer": hurried(row["customer"], rnd)}
    if rnd.random() < 0.5:
        return row
    names = rnd.sample(list(PERTURBATIONS), rnd.choice((1, 1, 2, 3)))
    if {"lower_case", "upper_case"} <= set(names):
        names.remove("upper_case")
    for name in names:
        if name == "upper_case" and rnd.random() < 0.6:
            continue
        row = perturb(row, name, rnd)
    return row


def _side(text: str) -> str:
    words = text.lower().split()
    english, indonesian = (sum(word in function_words(name) for word in words) for name in ("en", "id"))
    return "en" if english > indonesian else "id"
