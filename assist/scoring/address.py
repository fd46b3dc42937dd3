"""How a draft speaks: form of address, register, capitals, who "we" are. Rewrites are filled in its voice."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from assist.rubric.address import Form, forms, register_marks
from assist.rubric.rewrites import Register, Rewrite
from assist.rubric.tables import pattern
from assist.scoring.grammar import words

_WE: Final = {
    "id": (
        ("mimin", re.compile(r"\b(?:mimin|min)\b")),
        ("saya", re.compile(r"\bsaya\b")),
        ("aku", re.compile(r"\b(?:aku|ak)\b")),
        ("gw", re.compile(r"\b(?:gw|gue|gua)\b")),
        ("ane", re.compile(r"\bane\b")),
    ),
    "en": (("I", re.compile(r"\b(?:I|i)(?:['’](?:m|ll|ve|d))?\b")),),
}
_HOUSE: Final = {"id": "kami", "en": "we"}
_OUR_WE: Final = {"id": pattern(r"\bkami\b"), "en": pattern(r"\b(?:we|us)\b")}
_I_FOR_WE: Final = (
    ("we are", "I am"),
    ("we have", "I have"),
    ("we were", "I was"),
    ("we weren't", "I wasn't"),
    ("we aren't", "I'm not"),
    ("we're", "I'm"),
    ("we'll", "I'll"),
    ("we've", "I've"),
    ("we'd", "I'd"),
    ("we", "I"),
    ("let us", "let me"),
    ("let's", "let's"),
    ("ourselves", "myself"),
    ("us", "me"),
)
_NAME = re.compile(r"\s+([A-Z][a-zà-ÿ'’]+(?:\s(?!Tim\b)[A-Z][a-zà-ÿ'’]+)?)")
_ABOUT = re.compile(
    r"\b(?:hubungi|telepon|telpon|kontak|temui|cari|ke|sama|dengan|oleh|dari|kurir|sopir|driver|teknisi|petugas|"
    r"manajer|dokter|guru|rekan|kolega|(?:kurir|sopir|teknisi|petugas|manajer|rekan) kami)\s+$",
    re.IGNORECASE,
)
"""What stands before somebody who is spoken of: "hubungi Pak Danu" calls nobody."""
_SLOT = re.compile(r"\{(voc|anda|thing|what|party)\}")


@dataclass(frozen=True)
class Voice:
    """The voice of one draft in one language."""

    language: str
    register: Register
    anda: str  # subject, empty where the draft does not say
    voc: str  # call without comma, "Kak", empty where there is none
    name: str  # name that follows the call, empty where there is none
    comma: bool  # whether a comma stands before a call
    we: str  # who speaks: "kami", "mimin", "saya", "we", "I"
    lower: bool  # whether sentences begin with a small letter

    def call(self, *, named: bool = False) -> str:
        """The call with what joins it: ``, Kak`` or `` kak``; empty where there is none."""
        if not self.voc:
            return ""
        name = f" {self.name}" if named and self.name else ""
        return f"{', ' if self.comma else ' '}{self.voc}{name}"


@lru_cache(maxsize=64)
def voice_of(reply: str, language: str) -> Voice:
    """The voice of `reply`, of which `language` (``id`` or ``en``) is to be spoken."""
    form, found = _form(reply) if language == "id" else (None, "")
    chatty, formal = (len(marks.findall(reply)) for marks in register_marks(language))
    leaning = 1 if form and form.chatty else 0
    letters = [match[1] for match in re.finditer(r"(?:^|[.!?\n]\s+)([A-Za-z])", reply)]
    lower = bool(letters) and sum(letter.islower() for letter in letters) > len(letters) / 2
    leaning += 2 * lower
    register: Register = "chatty" if (chatty or lower) and chatty + leaning > formal else "formal"
    voc = _cased(form.voc, found) if form else ""
    name = _NAME.match(reply, _last_end(form, reply)) if form and voc else None
    return Voice(
        language=language,
        register=register,
        anda=_subject(form, found, register, language),
        voc=voc,
        name=name[1] if name else "",
        comma=bool(voc and re.search(rf",\s+{re.escape(voc)}\b", reply, re.IGNORECASE))
        or register == "formal",
        we=_we(reply, language),
        lower=lower,
    )


def speaking(voice: Voice, sentence: str) -> Voice:
    """`voice` for an edit of `sentence`: who says "we" there, of the house, goes on so."""
    if _OUR_WE[voice.language].search(sentence):
        return replace(voice, we=_HOUSE[voice.language])
    return voice


def _form(reply: str) -> tuple[Form | None, str]:
    matches = {form: list(form.match.finditer(reply)) for form in forms()}
    called = {
        form: [match for match in found if not _spoken_of(reply, match)] for form, found in matches.items()
    }
    counted = [item for item in called.items() if item[1]] or [item for item in matches.items() if item[1]]
    if not counted:
        return None, ""
    # The commonest form; of two the one that comes first.
    form, found = max(counted, key=lambda item: (len(item[1]), -item[1][0].start()))
    return form, found[0][0]


def _spoken_of(reply: str, match: re.Match[str]) -> bool:
    return bool(_NAME.match(reply, match.end()) and _ABOUT.search(reply, 0, match.start()))


def _last_end(form: Form, reply: str) -> int:
    ends = [match.end() for match in form.match.finditer(reply)]
    named = [end for end in ends if _NAME.match(reply, end)]
    return named[0] if named else ends[0]


def _subject(form: Form | None, found: str, register: Register, language: str) -> str:
    if form:
        return _cased(form.anda, found)
    return "Anda" if language == "id" and register == "formal" else ""


def _cased(word: str, like: str) -> str:
    return word.lower() if like[:1].islower() else word


def _we(reply: str, language: str) -> str:
    """Whoever of "we" and "I" speaks more often: a letter of one person may still say "we" of the house."""
    ours = len(_OUR_WE[language].findall(reply))
    for word, found in _WE[language]:
        if len(found.findall(reply)) > ours:
            return word
    return _HOUSE[language]


def filled(text: str, voice: Voice, slots: dict[str, str], call: str | None = None) -> str | None:
    """`text` with its slots filled in `voice`; `call` overrides the draft's. None where one stays empty."""
    call = voice.call() if call is None else call
    if "{anda}" in text and voice.voc.casefold() in voice.anda.casefold():
        call = ""  # "Kakak sudah menunggu, Kak" and "Ibu sudah menunggu, Bu" call twice
    values = {**slots, "voc": call}
    if voice.anda:
        values["anda"] = voice.anda
    if call.startswith(","):
        text = text.replace("{voc} ", "{voc}, ")
    if not set(_SLOT.findall(text)) <= values.keys():
        return None
    return _spoken_by(_SLOT.sub(lambda match: values[match[1]], text), voice)


def _spoken_by(text: str, voice: Voice) -> str:
    if voice.we == "I":
        for ours, mine in _I_FOR_WE:
            text = _word(ours).sub(lambda match, mine=mine: _first(mine, match[0]), text)
    elif voice.language == "id" and voice.we != "kami":
        text = _word("kami").sub(lambda match: _first(voice.we, match[0]), text)
    return text


def _first(word: str, like: str) -> str:
    return word[0].upper() + word[1:] if like[:1].isupper() else word


@cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(word)}\b(?!['’])", re.IGNORECASE)


def call_beside(text: str, voice: Voice) -> str:
    """The call of `voice` for a clause beside `text`; empty where that calls already."""
    return "" if calls(text, voice) else voice.call()


def calls(text: str, voice: Voice) -> bool:
    """Whether `text` already calls the customer as `voice` does."""
    names = {word.casefold() for word in (voice.voc, *voice.anda.split("/")) if word}
    said = f" {' '.join(words(text))} "
    return any(f" {name} " in said for name in names)


def in_register(rewrite: Rewrite, register: Register) -> tuple[str, ...]:
    """The clauses of `rewrite` in `register`."""
    return rewrite.formal if register == "formal" else rewrite.chatty
