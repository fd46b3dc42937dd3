import pytest

from assist.settings import Settings
from assist.text.masking import Masker

MASKER = Masker(Settings().order_pattern)


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("rek BCA 1234567890", "rek BCA [account]"),
        ("BRI 003401012345678", "BRI [account]"),
        ("Mandiri 1370012345678", "Mandiri [account]"),
        ("No. Rekening:\n1234567890", "No. Rekening:\n[account]"),
        ("norek:123-456-7890 ya", "norek:[account] ya"),
        ("rekeningnya 1234567890ya kak", "rekeningnya [account]ya kak"),
        ("BRI 0034-01-012345-53-1, Mandiri 137-00-1234567-8", "BRI [account], Mandiri [account]"),
        ("BCA (014) 1234567890 a.n. Budi", "BCA (014) [account] a.n. Budi"),
        ("rek BCA a.n. Budi Santoso 1234567890", "rek BCA a.n. Budi Santoso [account]"),
        ("rek BCA milik istri saya: 1234567890", "rek BCA milik istri saya: [account]"),
        ("ke 1234567890 (BCA)", "ke [account] (BCA)"),
        ("1234567890 a.n. Budi Santoso - bank BRI", "[account] a.n. Budi Santoso - bank BRI"),
        ("VA 8277081234567890", "VA [account]"),
        ("virtual account 8810 0812 3456 7890", "virtual account [account]"),
        ("dana 8528081234567890", "dana [account]"),
        ("sort code 12-34-56, account number is 12345678", "sort code 12-34-56, account number is [account]"),
        ("a/c no. 5518 2204", "a/c no. [account]"),
        ("rek BCA 1234567890 25-11-2026", "rek BCA [account] 25-11-2026"),
        # A number that is a phone in some other country only.
        ("BCA 2125550123 / 0123456789 BCA", "BCA [account] / [account] BCA"),
    ],
)
def test_accounts_are_told_by_what_stands_next_to_them(written: str, masked: str) -> None:
    assert MASKER.mask(written).text == masked


def test_an_account_has_one_value_however_it_is_written() -> None:
    marks = MASKER.mask("rek 123-456-7890 / BCA 1234567890").marks
    assert [(mark.kind, mark.value) for mark in marks] == [("account", "1234567890")] * 2


@pytest.mark.parametrize(
    "written",
    [
        "1234567890",
        "tiket 1234567890, JNE 8825112345678",
        "rekening listrik, tracking JNE 8825112345678",
        "rekening sudah dicek, kode JP1234567890",
        "BCA kode transaksi 1234567890123",
        "ref 1234567890123 BCA",
        "transfer ke rekening BCA Rp1250000000",
        "transfer ke rekening BCA Rp 12.500.000 belum masuk",
        "rekening 12500000 rupiah, saldo rekening 12.500.000",
        "transfer ke BCA sebesar 1250000000",
        "rek saya terpotong 12500000",
        "mutasi BCA 25-11-2026 10.30 - 12.00",
        "mutasi rekening 25/11/2026 10.30, account 2026-11-25",
        "transaksi BCA 20261125123000",
        "Richmond, VA 23219-1234",
        "https://bca.co.id/1234567890",
        "secara mandiri 10 hari 2 jam",
        "Mandiri itu penting, 1234567890",
        "my account UA-12345678-1",
        "rekening 123456",
    ],
)
def test_other_numbers_beside_such_words_are_left_alone(written: str) -> None:
    assert MASKER.mask(written).text == written


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("gopay 081234567890", "gopay [phone]"),
        ("rekening BCA, hubungi 0812-3456-7890", "rekening BCA, hubungi [phone]"),
        ("Halo BCA 021-23588000", "Halo BCA [phone]"),
        ("for your account 1-800-555-0199", "for your account [phone]"),
        ("rekening untuk pesanan 1234567890", "rekening untuk pesanan [order]"),
        ("rek 4111 1111 1111 1111", "rek [card]"),
    ],
)
def test_surer_kinds_come_first(written: str, masked: str) -> None:
    assert MASKER.mask(written).text == masked
