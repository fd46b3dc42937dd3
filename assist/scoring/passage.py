"""A faulty sentence taken apart around its phrase, and put together again with something better inside."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from assist.rubric.address import titles
from assist.rubric.places import place
from assist.rubric.situations import shows
from assist.rubric.tables import pattern
from assist.scoring.address import Voice
from assist.scoring.facts import facts
from assist.scoring.grammar import sentence_case, small_start, words
from assist.scoring.placement import NAMED, head_length
from assist.text.clauses import BOUNDARY
from assist.text.sentences import Span

_TAIL = re.compile(
    r"(?:\s*(?:[.!?…]+|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D❤]+|[:;]-?[)(DPp](?!\w)"
    r"|(?<=\s)[~*/–-]\s?[A-Za-z]{1,12}(?=\s*$)|(?<=\s)[~*/–—-]\s?[A-Z]\w*(?: [A-Z]\w*){1,3}(?=\s*$)"
    r"|\^\s?\w+))*\s*$"
)
_JOINT: Final = pattern(
    r"^(?:dan|tapi|tp|tetapi|namun|jadi|makanya|sehingga|maka|but|so|and|therefore|however|then)\b,?\s*(?:itu\s+)?"
)
_HANGING: Final = pattern(
    r"^(?:karena|krn|karna|soalnya|sebab|biar|yang|kalau|kalo|jika|apabila|agar|supaya|"
    r"because|since|as|which|who|if|when|unless|until|to|although|though|while|"
    rf"(?:(?:{'|'.join(titles('id'))}),? )?"
    r"(?:(?:ya|jadi|memang) )?(?:wajar|lumrah|maklum))\b"
)
_LED_IN: Final = pattern(
    r"^(?:if|when|while|until|unless|although|though|kalau|kalo|jika|apabila|bila) [^,.!?]{8,}, "
    r"(?:\S+ ){2,}\S+"
)
"""A subordinate clause with its main clause behind it, which hangs on nothing before."""
_ADRIFT: Final = pattern(
    r"^(?:from|with|without|of|by|into|than|like|about|not|nor|dari|dengan|tanpa|oleh|daripada|seperti)\b"
)
_JOINT_END: Final = pattern(
    r"[\s,;:–—-]*\b(?:dan|tapi|tp|tetapi|namun|karena|krn|karna|soalnya|jadi|sehingga|bahwa|kalau|but|because|"
    r"since|so|and|that|although|though|while|as|however)$"
)
_NAMED = re.compile(rf"(?:(?:[A-ZÀ-Þ][\w.'’-]*|{'|'.join(titles('id'))}|ya)(?:\s|$)){{1,3}}")
_STOP = re.compile(r"[.!?](?:\s|$)")
_GAP = re.compile(r"[^\w(\"“‘]*")
_CALLED = re.compile(
    rf"(?<=[a-z\d]),\s+((?:(?i:{'|'.join(titles())})\b\.?\s*)?"
    r"(?:[A-ZÀ-Þ][\w'’-]*(?:\s[A-ZÀ-Þ][\w'’-]*)?)?)(?=,|$)"
)
_CALLS: Final = pattern(rf"^(?:{'|'.join(titles())}),\s+(?=\S)")
_PLAYED = re.compile(r"[.!?…]*(?:\s*[😂😄😁😉😆🙃😅🤣🤷😬😇🙄♂️‍]+)*")
_BACK: Final = pattern(
    r"\s*(?:(?:itu|ini|hal (?:ini|itu|tersebut)) (?:\w+ ){0,2}(?:karena|disebabkan|terjadi)|karena itu|"
    r"oleh karena|"
    r"(?:that|this|it)(?:'s| is| was)? (?:\w+ )?because|that(?:'s| is) why|therefore|hence|"
    r"(?:(?:please|kindly|just) )?(?:follow|dm|send|try|check|use|read|see) (?:us )?(?:them|it|those))\b"
)
_COMES_OF: Final = pattern(
    r"^[\s,;:–—-]*(?:(?:and )?so (?!that\b)|hence\b|therefore\b|sehingga\b|makanya\b|"
    r"and (?:you|it|that|we)(?:['’]ll| will| may| might| can| could| would)\b)"
)
_LEADS_IN: Final = pattern(
    r"^(?:menjawab|mengenai|terkait|perihal|untuk|soal|sehubungan|berdasarkan|menurut|pada|kalau|tentang|"
    r"regarding|concerning|as for|about|with regard|in reply|in answer|for|on|at|since|after|as to)\b[^.!?]*$"
)
_NAMES_MATTER: Final = pattern(
    r"^(?:mengenai|terkait|perihal|sehubungan|menjawab|tentang|"
    r"regarding|concerning|as for|with regard) [^,.!?]*$"
)
_CONDITION: Final = pattern(r"(?:if|when|should|in case|kalau|kalo|jika|bila|apabila) [^,]{8,}, ")
ENDING: Final = 3
"""Last words by which an edited sentence is known to end as it did: a question remains one."""
FEWEST: Final = 3
"""Words that a clause beside the faulty one needs to be worth keeping."""


@dataclass(frozen=True)
class Passage:
    """One sentence of a reply: ``head`` (greeting), what stands left, the faulty clause, right, ``tail``."""

    start: int  # of what follows the head, in the reply
    head: str
    left: str
    clause: str
    right: str
    tail: str  # final punctuation, smileys, signature
    language: str = "en"

    @property
    def body(self) -> str:
        """What lies between head and tail."""
        return self.left + self.clause + self.right

    @property
    def end(self) -> int:
        """Where the body ends, in the reply."""
        return self.start + len(self.body)


def passage(reply: str, sentence: Span, start: int, end: int, language: str) -> Passage:
    """`sentence` of `reply` around the phrase from `start` to `end`."""
    text = reply[sentence.start : sentence.end]
    head = head_length(text, language)
    if end <= sentence.start + head:
        head = 0
    start = max(start, sentence.start + head)
    tail = _TAIL.search(text, head)
    stop = tail.start() if tail and tail.start() > head else len(text)
    body = text[head:stop]
    first, last = _clause(body, start - sentence.start - head, end - sentence.start - head)
    return Passage(
        sentence.start + head, text[:head], body[:first], body[first:last], body[last:], text[stop:], language
    )


def _clause(body: str, start: int, end: int) -> tuple[int, int]:
    """The clause of `body` around start … end; what would be left over too short or hanging goes with it."""
    cuts = [(match.start(), match.end()) for match in BOUNDARY.finditer(body)]
    first = max((after for _, after in cuts if after <= start + 2), default=0)
    last = min((before for before, after in cuts if before >= end - 2 and after > first), default=len(body))
    left, right = body[:first], body[last:]
    if len(left.split()) < FEWEST and not facts(left, body):
        first = 0
    rest = right.lstrip(" ,;:–—-")
    if (len(rest.split()) < FEWEST or _HANGING.match(rest)) and not facts(rest, body):
        last = len(body)
    return first, last


def stands(text: str, language: str) -> bool:
    """Whether `text` may stand as a sentence: it has a verb, and neither hangs on another nor only calls."""
    said = text.strip(" ,;:–—-")
    if call := NAMED.match(said):
        said = said[call.end() :]
    return len(said.split()) >= FEWEST and bool(place(language, "clause").pattern.match(said))


def clauses(text: str) -> list[str]:
    """`text` cut where a clause may end."""
    return [piece for piece in BOUNDARY.split(text) if piece.strip()]


def called(body: str) -> str:
    """The name by which a sentence calls the customer: ``, Freya``; empty where it does not."""
    match = _CALLED.search(body)
    listed = match and body[: match.start()].split()[-1:][0][:1].isupper()  # "in March, April, …"
    return f", {match[1].strip()}" if match and not listed and any(map(str.isupper, match[1])) else ""


def hangs(text: str) -> bool:
    """Whether `text`, a sentence of the draft's own, hangs on another: ``Because it rained``."""
    return bool((_HANGING.match(text) and not _LED_IN.match(text)) or _JOINT.match(text))


def leads_in(text: str) -> bool:
    """Whether `text` only says what comes next is about: ``Regarding your ticket``."""
    return bool(_LEADS_IN.match(text))


def may_stand(side: str, language: str) -> bool:
    """Whether what stands beside a fault may stay as a sentence, be it a longer one without a verb.

    Half a guess may not: the fault was its other half.
    """
    if shows(side, "phrase", "guessing"):
        return False
    loose = len(side.split()) > FEWEST and not (leads_in(side) or hangs(side) or _ADRIFT.match(side))
    return loose or (stands(side, language) and not _NAMES_MATTER.match(side))


def conditioned(parts: Passage) -> Passage:
    """`parts`, to whose head the condition goes that leads the faulty clause in: ``If the app fails, …``."""
    condition = _CONDITION.match(parts.left + parts.clause)
    if not condition:
        return parts
    rest = (parts.left + parts.clause)[condition.end() :]
    start, head = parts.start + condition.end(), parts.head + condition[0]
    return replace(parts, start=start, head=head, left="", clause=rest)


def settled(parts: Passage) -> Passage:
    """`parts`, of whose sides those go with the clause that could not stand without it."""
    left, right = parts.left.strip(" ,;:–—-("), bare(parts.right)
    lone = bool(_NAMED.fullmatch(right))
    if (not left or may_stand(left, parts.language)) and (
        not right or lone or may_stand(right, parts.language)
    ):
        return parts
    return replace(parts, left="", clause=parts.body, right="")


def leaned_on(following: str) -> bool:
    """Whether the text `following` a sentence explains that sentence: ``That is because …``."""
    return bool(_BACK.match(following))


@lru_cache(maxsize=256)  # the same for every candidate of a sentence
def leans(following: str, language: str) -> bool:
    """Whether the text `following` a sentence speaks of what that one named: ``Please send it``."""
    first = _STOP.split(following.lstrip(), maxsplit=1)[0]
    return bool(place(language, "leaning").pattern.match(first))


def comes_of(right: str) -> bool:
    """Whether what stands right of a clause tells what comes of it: ``, so the chair went to the next``."""
    return bool(_COMES_OF.match(right))


def bare(right: str) -> str:
    """What stands right of a clause, less what joins it: ``, but two leave today`` → ``two leave today``.

    A call in between goes as well: ``, Kak, H+14`` → ``H+14``.
    """
    return _CALLS.sub("", _JOINT.sub("", right.strip(" ,;:–—-")))


def played(parts: Passage) -> str:
    """The final mark and the laughing smileys behind it: they go with the fault."""
    mark = _PLAYED.match(parts.tail)
    return mark[0] if mark else ""


def with_clause(parts: Passage, clause: str, voice: Voice) -> tuple[int, int, str]:
    """(start, end, text) that puts `clause`, written small and without final mark, in its place."""
    question = clause.endswith("?")
    clause = clause.rstrip("?")
    left = _JOINT_END.sub("", parts.left.rstrip(" ,;:–—-("))
    gap = _GAP.match(parts.right)
    right = _JOINT.sub("", parts.right[gap.end() if gap else 0 :])
    lower = voice.lower or (parts.body[:1].islower() and not parts.head)
    if left and leads_in(left):
        text = f"{left}, {small_start(clause)}"
    elif left:
        stop = "" if left[-1] in ".!?" else "."
        text = f"{left}{stop} {sentence_case(clause, lower=lower)}"
    elif parts.head.rstrip().endswith((",", ":")) or (parts.head and parts.head.rstrip()[-1].isalnum()):
        text = small_start(clause)
    else:
        text = sentence_case(clause, lower=lower)
    if _NAMED.fullmatch(right):
        return _marked(parts, f"{text}, {right}", question)
    if right:
        text += f"{'?' if question else '.'} {sentence_case(right, lower=voice.lower)}"
        return parts.start, parts.end, text
    return _marked(parts, text, question)


def with_body(parts: Passage, body: str, voice: Voice) -> tuple[int, int, str]:
    """(start, end, text) that puts `body` in the place of the whole sentence behind its head."""
    own_end = words(parts.body)[-ENDING:] == words(body)[-ENDING:]
    question = body.endswith("?") or (own_end and "?" in played(parts))
    lower = voice.lower or parts.body[:1].islower()
    body = body.rstrip("?,;. ")
    text = small_start(body) if lower and parts.head else sentence_case(body, lower=lower)
    return _marked(parts, text, question)


def _marked(parts: Passage, text: str, question: bool) -> tuple[int, int, str]:
    """`text` with the final mark that it needs: a question's own; no shout, laugh or question otherwise."""
    mark = played(parts)
    if question:
        return parts.start, parts.end + len(mark), text + "?"
    if mark not in ("", "."):
        return parts.start, parts.end + len(mark), text + "."
    return parts.start, parts.end, text
