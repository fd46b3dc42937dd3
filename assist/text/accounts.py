"""Bank accounts and virtual accounts in a text.

Their digits look like any others (no check digit, eight to twenty of them), so that only what stands next
to a number tells: a word for account, or the name of a bank or wallet.
"""

import re
from collections.abc import Iterator
from typing import Final

from assist.text.amounts import is_amount

LENGTHS: Final = range(8, 21)
_SURELY: Final = 10
"""Digits from which a number is hardly a price or a date, so that its cue may stand less close."""
_NEAR: Final = 60
_MOST_WORDS: Final = 5

# Whole, or in groups with the same sign between them; no part of a code or of a longer number.
_NUMBER: Final = re.compile(
    r"(?<!\d)(?<!\d[-.,_])(?:\d{8,20}|\d{2,8}(?:([-._ ])\d{1,8})(?:\1\d{1,8}){0,5})"
    r"(?![^\W_]*\d)(?![.,]\d)(?!\s?(?:rb|ribu|jt|juta|rupiah|poin|points?)\b)",
    re.IGNORECASE,
)
_DATE: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}([-. ])\d{1,2}\1(?:19|20)\d{2}|(?:19|20)\d{2}([-. ])\d{1,2}\2\d{1,2})(?!\d)"
)
_STAMP: Final = re.compile(
    r"20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?"
)

_BANK: Final = (
    r"(?:bca|bri|bni|bsi|btn|bjb|btpn|cimb(?:\s+niaga)?|ocbc(?:\s+nisp)?|uob|hsbc|dbs|danamon|maybank|panin"
    r"|muamalat|bukopin|sinarmas|seabank|jenius|citibank|superbank|go-?pay|ovo|shopee-?pay|linkaja)"
)
# Words besides, or names: only right before a number.
_OTHER_BANK: Final = r"(?:mandiri|permata|mega|jago|blu|dana|bank\s+[^\W\d_]+)"
_ACCOUNT: Final = r"(?:(?:no)?rek(?:ening)?(?:nya|ku|mu)?)"
_CUE: Final = re.compile(
    rf"(?<![^\W_])(?:(?P<account>{_ACCOUNT})"
    r"|virtual\s+account|akun\s+virtual|account|acct|a/c|acc(?=\.?\s+(?:no|num))"
    # "Richmond, VA 23219-1234" is a post code.
    rf"|(?P<bank>va|{_BANK}|{_OTHER_BANK}))(?![^\W\d_])",
    re.IGNORECASE,
)
_LINKS: Final = re.compile(
    rf"{_ACCOUNT}|{_BANK}|{_OTHER_BANK}|niaga|nisp"
    r"|bank|no|nomor|nomer|number|num|nr|id|is|the|my|our|saya|sy|aku|gue|gw|kami|adalah|yaitu|ini|itu|yg|yang"
    r"|tujuan|penerima|syariah|tabungan|giro|pribadi|baru|lama|virtual|account|va",
    re.IGNORECASE,
)
_OWNED: Final = r"(?<![^\W_])(?:a[./ ]?n|atas\s+nama)(?![^\W_])[.:]?(?:\s+[^\W\d_]+\.?){1,4}"
_OWNER: Final = re.compile(_OWNED, re.IGNORECASE)
# What names another kind of number.
_OTHERS: Final = frozenset(
    (
        *("resi", "awb", "jne", "jnt", "sicepat", "tracking", "order", "pesanan", "invoice", "inv", "sku"),
        *("kode", "code", "ref", "referensi", "reference", "tiket", "ticket", "booking", "pnr", "otp", "pin"),
        *("transaksi", "trx", "transaction", "idpel", "meter", "serial", "imei", "sn", "nim", "nis", "nip"),
        *("rp", "idr", "sebesar", "senilai", "nominal", "sejumlah", "jumlah", "total", "saldo", "amount"),
        *("tgl", "tanggal", "date", "jam", "pukul", "nik", "ktp", "npwp", "kartu", "card"),
        *("hp", "wa", "whatsapp", "telp", "tlp", "telepon", "phone", "call", "sms", "hub", "hubungi"),
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_BEHIND: Final = re.compile(
    rf"[\s(/-]{{0,3}}(?:{_OWNED}?[\s(/-]{{1,3}})?(?:(?:no\.?\s*)?{_ACCOUNT}\.?\s+|bank\s+)?{_BANK}(?![^\W_])",
    re.IGNORECASE,
)


def accounts(text: str) -> Iterator[tuple[int, int]]:
    """Where account numbers stand, in order."""
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        digits = re.sub(r"\D", "", number[0])
        if not _possible(number[0], digits) or is_amount(text, start, end):
            continue
        if _named_before(text, start, len(digits)) or _named_behind(text, start, end, len(digits)):
            yield start, end


def _possible(number: str, digits: str) -> bool:
    """Not a date, a time or a stamp, nor digits in twos and threes only."""
    if len(digits) not in LENGTHS or _DATE.search(number) or _STAMP.fullmatch(number):
        return False
    return max(len(group) for group in re.findall(r"\d+", number)) > 3


def _named_before(text: str, start: int, length: int) -> bool:
    for cue in _CUE.finditer(text, max(0, start - _NEAR), start):
        between = text[cue.end() : start]
        # A bank's own code may stand there: "BCA (014) 1234567890".
        if re.search(r"\d{4}", between) or between[-1:].isalpha():
            continue
        words = [word.lower() for word in _WORD.findall(between)]
        if not _OTHERS.isdisjoint(words):
            continue
        close = all(_LINKS.fullmatch(word) for word in _WORD.findall(_OWNER.sub(" ", between)))
        if length >= _SURELY:
            if close or (cue["account"] and len(words) <= _MOST_WORDS):
                return True
        elif close and not cue["bank"]:
            return True
    return False


def _named_behind(text: str, start: int, end: int, length: int) -> bool:
    """As in "1234567890 (BCA)", as long as no other word for it stands before."""
    if length < _SURELY or (start and text[start - 1].isalpha()):
        return False
    if not _BEHIND.match(text, end):
        return False
    words = _WORD.findall(text[max(0, start - _NEAR) : start].lower())[-2:]
    return _OTHERS.isdisjoint(words)
