"""Sent mail out of an mbox: what the agent wrote, apart from the customer's message that it answers."""

import mailbox
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from assist.bulk.rows import Fault, Raw
from assist.text.quoted import ATTRIBUTION, quoted

_ANSWER: Final = re.compile(r"^\s*(?:re|bls|balas|tanggapan)\s*:", re.IGNORECASE)
_QUOTE_MARK: Final = re.compile(r"^[ \t]*>[> \t]?", re.MULTILINE)
_HEADING: Final = re.compile(
    rf"{ATTRIBUTION.pattern}\n|^(?:on\b.*\bwrote:|pada\b.*\bmenulis:|-{{2,}}.*-{{2,}})[ \t]*\n",
    re.IGNORECASE | re.MULTILINE,
)
# A line that would begin the next mail of the mbox is kept with a mark, in "mboxrd" one that has marks with
# one more.
_ESCAPED_FROM: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_REMEMBERED: Final = 50_000


def rows(path: Path) -> Iterator[Raw | Fault]:
    """Every mail that answers another, in the mailbox's order; `line` is the mail's number in the file.

    `customer` is the mail that is answered where the mailbox holds it, else what the answer quotes.
    """
    known: dict[str, str] = {}
    box = mailbox.mbox(path, create=False)
    parser = BytesParser(policy=policy.default)
    try:
        for number, key in enumerate(box.iterkeys(), 1):
            mail = parser.parsebytes(_ESCAPED_FROM.sub(rb"\1", box.get_bytes(key)))
            try:
                body = _body(mail)
            except (LookupError, ValueError):
                yield Fault(number, "bad_mail")
                continue
            written, earlier = _apart(body)
            if len(known) < _REMEMBERED:
                known[_header(mail, "Message-ID")] = written
            answered = _header(mail, "In-Reply-To").split()
            if not (answered or earlier or _ANSWER.match(_header(mail, "Subject"))):
                continue
            customer = next((known[one] for one in answered if one in known), earlier)
            yield Raw(
                number,
                {
                    "reply": written,
                    "customer": customer,
                    "agent": parseaddr(_header(mail, "From"))[1],
                    "thread": (_header(mail, "References").split() or answered or [""])[0],
                    "sent_at": _date(mail),
                },
            )
    finally:
        box.close()


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, "") or "")
    except (ValueError, IndexError, AttributeError):  # headers that the parser stumbles over
        return ""


def _body(mail: EmailMessage) -> str:
    """The text of a mail, of its HTML where it has no plain part. LookupError: an unknown charset."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())
    if part.get_content_type() == "text/html":
        reader = _Html()
        reader.feed(content)
        content = reader.text()
    return content.replace("\r\n", "\n")


def _apart(body: str) -> tuple[str, str]:
    """What was written, and what was quoted of an earlier mail."""
    written, earlier, last = "", "", 0
    for span in quoted(body):
        if span.end <= last:
            continue
        written += body[last : max(last, span.start)]
        earlier += body[max(last, span.start) : span.end] + "\n"
        last = span.end
    written += body[last:]
    return written.strip(), _HEADING.sub("", _QUOTE_MARK.sub("", earlier)).strip()


def _date(mail: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(mail, "Date")).isoformat()
    except (TypeError, ValueError):
        return ""


class _Html(HTMLParser):
    """The text of an HTML mail, with line breaks where blocks end."""

    _BREAKS: Final = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})
    _UNSEEN: Final = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unseen = 0
        self._quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leave out what is not shown; count quotation."""
        self._unseen += tag in self._UNSEEN
        self._quotes += tag == "blockquote"
        if tag in self._BREAKS:
            self._parts.append("\n" + "> " * self._quotes)

    def handle_endtag(self, tag: str) -> None:
        """End of a block."""
        self._unseen -= tag in self._UNSEEN and self._unseen > 0
        self._quotes -= tag == "blockquote" and self._quotes > 0
        if tag in self._BREAKS:
            self._parts.append("\n" + "> " * self._quotes)

    def handle_data(self, data: str) -> None:
        """Text as a browser would space it."""
        if not self._unseen:
            self._parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        """All of it, without empty lines."""
        return "\n".join(line.strip() for line in "".join(self._parts).splitlines() if line.strip(" >"))
