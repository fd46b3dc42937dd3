import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from assist.bulk.rows import Raw, read


def _answer(folder: Path, text: str) -> tuple[str, str]:
    """Reply and customer of the one mail of an mbox that Python writes."""
    mail = EmailMessage()
    mail["Message-ID"], mail["From"], mail["Subject"] = "<1@x>", "sari@toko.id", "Re: paket"
    mail.set_content(text, cte="8bit")
    path = folder / "sent.mbox"
    box = mailbox.mbox(path)
    box.add(mail)
    box.close()
    (row,) = read(path)
    assert isinstance(row, Raw)
    return row.values["reply"], row.values["customer"]


def test_a_line_that_begins_with_from_is_no_quotation(tmp_path: Path) -> None:
    words = "From what I can see, you gave the wrong address."
    assert _answer(tmp_path, f"Hi Budi.\n{words}\n\n> Where is it?\n") == (
        f"Hi Budi.\n{words}",
        "Where is it?",
    )
    assert b"\n>From what" in (tmp_path / "sent.mbox").read_bytes()


def test_a_quoted_line_that_begins_with_from_keeps_its_mark(tmp_path: Path) -> None:
    # As "mboxrd" writes ">From …": one mark more.
    reply, customer = _answer(tmp_path, "Sorry.\n\n>>From the start it was broken.\n> Really.\n")
    assert (reply, customer) == ("Sorry.", "From the start it was broken.\nReally.")


@pytest.mark.parametrize(
    "heading",
    [
        "On Mon, Nov 2, 2026 at 9:30 AM Budi Santoso <budi.santoso@example.com>\nwrote:",
        "On Mon, Nov 2, 2026 at 9:30 AM Budi Santoso\n<budi.santoso@example.com> wrote:",
        "On Mon, Nov 2, 2026 at 9:30 AM Budi\nSantoso wrote:",
        "Pada Sen, 2 Nov 2026 pukul 09.30 Budi Santoso <budi.santoso@contoh.id>\nmenulis:",
        "Pada tanggal Sen, 2 Nov 2026 pukul 09.30 Budi Santoso\n<budi.santoso@contoh.id> menulis:",
    ],
)
@pytest.mark.parametrize("mark", ["", "> "])
def test_a_wrapped_attribution_is_neither_the_agents_nor_the_customers(
    tmp_path: Path, heading: str, mark: str
) -> None:
    assert _answer(tmp_path, f"Maaf, Kak.\n\n{heading}\n{mark}Rusak semua!\n") == (
        "Maaf, Kak.",
        "Rusak semua!",
    )
