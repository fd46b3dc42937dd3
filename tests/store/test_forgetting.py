from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assist.settings import Settings
from assist.store import keeping, replies
from assist.store.database import Database
from assist.store.intake import Intake
from assist.store.tables import Reply
from assist.text.masking import Mark
from tests.store.made import WHEN, result, staff

# Its digits with the country's code pass a card's check.
PHONE = "+62 812-3982-5979"


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        (f"WA saya {PHONE}", "0812 3982 5979"),
        ("WA saya 62 812-3982-5979", PHONE),
        ("WA081239825979ya", "6281239825979"),
        ("rek BCA 1234567890", "1234567890"),
        ("rek BCA 1234567890", "BCA 123-456-7890"),
        ("1234567890 (BRI)", "123 456 7890"),
        ("BCA 2125550123", "2125550123"),
        ("NPWP 012345678-901000", "01.234.567.8-901.000"),
        ("NPWP 012345678901000", "012345678901000"),
        ("NPWP: 0123.4567.8901.2345", "0123 4567 8901 2345"),
        ("NPWP: 3271044505900001", "NIK 3271044505900001"),
    ],
)
def test_a_customer_is_found_however_the_number_is_written(tmp_path: Path, said: str, asked: str) -> None:
    intake = Intake(Settings(data=tmp_path))
    sealed = intake.seal(result("Baik."), said, WHEN)
    assert not any(character.isdigit() for character in sealed.customer)
    assert set(sealed.fingerprints) & set(intake.fingerprints_of(asked))
    assert not set(sealed.fingerprints) & set(intake.fingerprints_of("0812 3982 5970, rek 1234567899"))


def test_what_older_versions_stored_is_found(database: Database, tmp_path: Path) -> None:
    team = staff(database)
    intake = Intake(Settings(data=tmp_path))
    # Up to 1.15.0: "+[card]", "NIK [card]", "BCA [phone]".
    stored = {
        "t1": Mark(0, 1, "card", "6281239825979"),
        "t2": Mark(0, 1, "card", "3271044505900013"),
        "t3": Mark(0, 1, "phone", "+60123456789"),
        "t4": Mark(0, 1, "phone", "+60123456789"),
    }
    with database.write() as session:
        for thread, mark in stored.items():
            sealed = intake.seal(result("Baik, kami hubungi."), "", WHEN, thread=thread)
            later = intake.seal(result("Sudah."), "", WHEN, thread=thread)
            old = replace(sealed, fingerprints=intake.fingerprints([mark]))
            replies.record(session, [old, later], None)
        assert keeping.forget_customer(session, intake.fingerprints_of("0812-3982-5970"), team["lead"]) == 0
        for asked, gone in (("0812-3982-5979", 2), ("NIK 3271044505900013", 2), ("BCA 0123456789", 4)):
            assert keeping.forget_customer(session, intake.fingerprints_of(asked), team["lead"]) == gone
        assert session.scalars(select(Reply.id)).all() == []


def test_what_is_no_contact_finds_nobody(tmp_path: Path) -> None:
    intake = Intake(Settings(data=tmp_path))
    for nobody in ("", "Budi", "1234", "order #9988776", "4²²²²²²²²²²²²²²²"):
        assert intake.fingerprints_of(nobody) == ()
