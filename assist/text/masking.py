"""Masking personal data: e-mail addresses, phone, card and account numbers, NIK, NPWP, order numbers.

Each is replaced by a placeholder such as ``[email]``. The result knows where every character went, so
that findings made on the text as written stay on their words in the masked one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from assist.text.accounts import LENGTHS as ACCOUNT_LENGTHS
from assist.text.accounts import accounts
from assist.text.phones import REGIONS, phones

_EMAIL: Final = re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?!\w)")
_DIGITS: Final = re.compile(r"(?<!\d)\d+(?:[ \t\u00a0.\-–_]{1,3}\d+)*")
# Of Indonesia's provinces, as a NIK begins.
_PROVINCES: Final = frozenset(
    (
        *range(11, 20),
        21,
        *range(31, 37),
        *range(51, 54),
        *range(61, 66),
        *range(71, 77),
        81,
        82,
        *range(91, 98),
    )
)
_NPWP: Final = re.compile(r"(?<!\d)\d{2}\.\d{3}\.\d{3}\.\d[-–. ]\d{3}[. ]?\d{3}(?!\d)")
_NPWP_NAMED: Final = re.compile(
    r"\bNPWP(?:nya|ku)?(?![^\W\d_])[^\d\n]{0,20}(\d{15,16}(?!\d)"
    r"|\d{2}[-–. ]?\d{3}[-–. ]?\d{3}[-–. ]?\d[-–. ]?\d{3}[-–. ]?\d{3}(?!\d)"
    r"|\d{4}(?:[-–. ]\d{4}){3}(?!\d)"
    r"|\d(?:[-–. ]?\d){14,15}(?![-–. ]?\d))",
    re.IGNORECASE,
)
_NPWP_LENGTHS: Final = (15, 16)
_CARD_LENGTHS: Final = range(13, 20)
# First digits, from and to, with the lengths of such cards. Shorter numbers with 62 are Indonesian phones;
# Maestro's twelve digits are left out, being far more often somebody's order.
_ISSUERS: Final[tuple[tuple[str, str, Iterable[int]], ...]] = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),  # Mastercard
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),
    ("300", "305", range(14, 20)),  # Diners
    ("36", "36", range(14, 20)),
    ("38", "39", range(14, 20)),
    ("3528", "3589", range(16, 20)),  # JCB
    ("62", "62", range(16, 20)),  # UnionPay
    ("50", "50", range(13, 20)),  # Maestro and, with 6, Discover and RuPay
    ("56", "61", range(13, 20)),
    ("63", "69", range(13, 20)),
)
# No card is printed in groups of two ("30-11-2026 10.30 12.00"), nor does a phone number begin one.
_FIRST_GROUP: Final = range(4, 9)
_NIK_LENGTH: Final = 16
_LEAST_PHONE_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Mark:
    """Something personal found in a text: where, what kind, and its value in one fixed form."""

    start: int
    end: int
    kind: str
    value: str

    @property
    def placeholder(self) -> str:
        """What stands in its place."""
        return f"[{self.kind}]"


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, the marks that were replaced (in order, in the text as written), and the way between."""

    text: str
    marks: tuple[Mark, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``written[start:end]`` is now; a span that cuts into a placeholder takes in all of it."""
        if start == end:
            place = self._moved(start, to_end=True)
            return place, place
        return self._moved(start, to_end=False), self._moved(end, to_end=True)

    def _moved(self, index: int, *, to_end: bool) -> int:
        before = bisect_right(self.marks, index, key=lambda mark: mark.start)
        # A place right before a mark is outside of it.
        if before and self.marks[before - 1].start == index:
            before -= 1
        shift = sum(len(m.placeholder) - (m.end - m.start) for m in self.marks[:before])
        if before and index < self.marks[before - 1].end:
            last = self.marks[before - 1]
            return last.end + shift - (0 if to_end else len(last.placeholder))
        return index + shift


class Masker:
    """Finds and masks personal data; `order_pattern` is a regular expression of order numbers (empty: none).

    Where the pattern has a group, only the group is masked. Raises re.error for a pattern that is none.
    """

    def __init__(self, order_pattern: str = "", regions: Iterable[str] = REGIONS) -> None:
        self._order = re.compile(order_pattern, re.IGNORECASE) if order_pattern else None
        self._regions = tuple(regions)

    def mask(self, text: str) -> Masked:
        """The text with everything personal replaced."""
        marks = tuple(_without_overlaps(self._found(text)))
        parts: list[str] = []
        last = 0
        for mark in marks:
            parts += (text[last : mark.start], mark.placeholder)
            last = mark.end
        return Masked("".join(parts) + text[last:], marks)

    def readings(self, contact: str) -> list[Mark]:
        """All that an address or number, as a person writes it, may have been masked as in a reply.

        Of an account or NPWP typed alone, the word is missing that told it there. And up to 1.15.0 every
        number of a card's length that passed its check was one (one in nine phone numbers that begin with
        62), and an account could be a phone number of some country.
        """
        marks = list(self.mask(contact).marks)
        for mark in tuple(marks):
            if mark.kind == "account":
                marks += self.mask(mark.value).marks
        numbers = {_only_digits(mark.value) for mark in marks if mark.kind not in ("email", "order")}
        if not any(character.isalpha() for character in contact):
            numbers.add(_only_digits(contact))
        for digits in numbers:
            if len(digits) in _CARD_LENGTHS and digits[0] in "3456" and _luhn(digits):
                marks.append(Mark(0, len(contact), "card", digits))
            if len(digits) in _NPWP_LENGTHS:
                marks.append(Mark(0, len(contact), "npwp", digits))
            if len(digits) in ACCOUNT_LENGTHS:
                marks.append(Mark(0, len(contact), "account", digits))
        return marks

    def _found(self, text: str) -> Iterator[Mark]:
        """Everything found, the surest kinds first."""
        if "@" in text:
            yield from _emails(text)
        if sum(character.isdigit() for character in text) < _LEAST_PHONE_DIGITS:
            yield from self._orders(text)
            return
        found = [(phone, Mark(*phone[:2], "phone", phone.e164)) for phone in phones(text, self._regions)]
        yield from _npwps(text)
        yield from (mark for phone, mark in found if phone.plus)
        yield from _cards_and_niks(text)
        yield from self._orders(text)
        # "gopay 081234567890" is a phone; a number beside "rek" that is one in America only is an account.
        yield from (mark for phone, mark in found if phone.home)
        for start, end in accounts(text):
            yield Mark(start, end, "account", _only_digits(text[start:end]))
        yield from (mark for _, mark in found)

    def _orders(self, text: str) -> Iterator[Mark]:
        if self._order is None:
            return
        for found in self._order.finditer(text):
            group = next((n for n in range(1, self._order.groups + 1) if found[n]), 0)
            if found[group]:
                yield Mark(*found.span(group), "order", found[group].upper())


def _emails(text: str) -> Iterator[Mark]:
    for found in _EMAIL.finditer(text):
        yield Mark(found.start(), found.end(), "email", found[0].casefold())


def _npwps(text: str) -> Iterator[Mark]:
    for found in _NPWP.finditer(text):
        yield Mark(found.start(), found.end(), "npwp", _only_digits(found[0]))
    for found in _NPWP_NAMED.finditer(text):
        yield Mark(*found.span(1), "npwp", _only_digits(found[1]))


def _cards_and_niks(text: str) -> Iterator[Mark]:
    """Runs of digits, whole or in groups, that are a valid card number or a possible NIK."""
    for run in _DIGITS.finditer(text):
        groups = [(m.start() + run.start(), m.end() + run.start()) for m in re.finditer(r"\d+", run[0])]
        at = 0
        while at < len(groups):
            taken = _longest(text, groups, at)
            if taken is None:
                at += 1
                continue
            kind, last = taken
            start, end = groups[at][0], groups[last][1]
            yield Mark(start, end, kind, _only_digits(text[start:end]))
            at = last + 1


def _longest(text: str, groups: list[tuple[int, int]], at: int) -> tuple[str, int] | None:
    """The kind, and the last group, of the longest number that begins with group `at`."""
    digits = ""
    best: tuple[str, int] | None = None
    for last in range(at, len(groups)):
        digits += text[slice(*groups[last])]
        if len(digits) > _CARD_LENGTHS[-1]:
            break
        if (last == at or groups[at][1] - groups[at][0] in _FIRST_GROUP) and _is_card(digits):
            best = ("card", last)
        elif _is_nik(digits):
            best = ("nik", last)
    return best


def _is_card(digits: str) -> bool:
    """Of an issuer's range, as long as that issuer's cards, and with a right check digit."""
    length = len(digits)
    issued = any(low <= digits[: len(low)] <= high and length in lengths for low, high, lengths in _ISSUERS)
    return issued and _luhn(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def _is_nik(digits: str) -> bool:
    """Province, district, then a birthday (a woman's day of the month is 40 higher) and a serial number."""
    if len(digits) != _NIK_LENGTH:
        return False
    province, day, month = int(digits[:2]), int(digits[6:8]) % 40, int(digits[8:10])
    return province in _PROVINCES and 1 <= day <= 31 and 1 <= month <= 12 and digits[12:] != "0000"


def _only_digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _without_overlaps(marks: Iterator[Mark]) -> list[Mark]:
    """Those that no earlier one overlaps, in the text's order."""
    kept: list[Mark] = []
    for mark in marks:
        place = bisect_right(kept, mark.start, key=lambda other: other.start)
        free_before = not place or kept[place - 1].end <= mark.start
        if free_before and (place == len(kept) or mark.end <= kept[place].start):
            kept.insert(place, mark)
    return kept
