"""The way of a scored reply into the store: personal data masked, findings kept on their words.

What was masked leaves only keyed hashes behind, by which a customer's replies can be found again when
the customer asks for their deletion. The key lies in the data folder, not in the database.
"""

import hmac
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from assist.scoring.result import Result
from assist.settings import Settings
from assist.store.replies import Sent
from assist.text.masking import Mark, Masker

KEY_FILE: Final = "fingerprint.key"
_PERSONAL: Final = ("email", "phone", "nik", "npwp", "card", "account")


class Intake:
    """Masks replies as the settings say. Raises re.error for a bad order pattern, OSError for a bad key."""

    def __init__(self, settings: Settings) -> None:
        self._masker = Masker(settings.order_pattern)
        self._key = _key(settings.data.expanduser())

    def seal(
        self,
        result: Result,
        customer: str,
        sent_at: datetime,
        *,
        agent: str = "",
        channel: str = "",
        thread: str = "",
        idempotency_key: str | None = None,
        import_id: int | None = None,
    ) -> Sent:
        """The reply of `result` with its customer's message, fit to be stored."""
        reply, asked = self._masker.mask(result.reply), self._masker.mask(customer)
        findings = [(finding, reply.span(finding.start, finding.end)) for finding in result.findings]
        moved = tuple(
            replace(finding, start=start, end=end, text=reply.text[start:end], suggestions=())
            for finding, (start, end) in findings
        )
        marks = self._masker.mask(thread).marks
        return Sent(
            reply=reply.text,
            customer=asked.text,
            result=replace(result, findings=moved, reply=reply.text),
            sent_at=sent_at,
            agent=agent,
            channel=channel,
            thread=self.thread(thread),
            idempotency_key=idempotency_key,
            fingerprints=self.fingerprints((*reply.marks, *asked.marks, *marks)),
            import_id=import_id,
        )

    def thread(self, name: str) -> str:
        """The name that a thread is stored under: a hash, where its own is somebody's address or number."""
        return self._hash(name)[:32] if self._masker.mask(name).marks else name

    def fingerprints_of(self, contact: str) -> tuple[str, ...]:
        """The hashes that an address or number, as a person writes it, is stored under; empty for neither."""
        return self.fingerprints(self._masker.readings(contact))

    def fingerprints(self, marks: Iterable[Mark]) -> tuple[str, ...]:
        """The hashes of what is personal among the marks."""
        found = {f"{mark.kind}:{mark.value}" for mark in marks if mark.kind in _PERSONAL}
        return tuple(sorted(self._hash(value) for value in found))

    def _hash(self, value: str) -> str:
        return hmac.digest(self._key, value.encode(), "sha256").hex()


def _key(folder: Path) -> bytes:
    """The key of this installation, made at first use."""
    path = folder / KEY_FILE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        # Written beside and linked: another process sees no key or a whole one.
        fresh = folder / f"{KEY_FILE}.{secrets.token_hex(8)}"
        if not path.exists():
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(32))
            try:
                os.link(fresh, path)
            finally:
                fresh.unlink()
    return path.read_bytes()
