"""What suggestions say: the trouble by its name, the draft's own meaning, and nothing that jars beside it."""

import re

import pytest

from assist.scoring.scorer import Scorer


def mended(scorer: Scorer, reply: str, customer: str) -> str:
    """`reply` after the first suggestion of one finding after the other."""
    for _ in range(5):
        findings = scorer.score(reply, customer).findings
        first = next((finding.suggestions[0] for finding in findings if finding.suggestions), None)
        if first is None:
            break
        reply = reply[: first.start] + first.text + reply[first.end :]
    return reply


@pytest.mark.parametrize(
    ("reply", "customer", "said"),
    [
        (
            "Yth. Bapak Surya,\nSaldo dipotong otomatis oleh sistem, jadi bukan kami yang menentukan.",
            "Saldo saya terpotong dua kali!",
            "kendala pada saldo Bapak",
        ),
        (
            "Pagi Mbak Ika, kaus kakinya masih dicari di rak atas sampai sore.",
            "Cucian saya hilang, kaus kaki tiga pasang",
            "sampai ada yang hilang",
        ),
        (
            "Selamat pagi Pak Anton. Iuran bulan ini naik menjadi 780 ribu karena tarif air disesuaikan.",
            "Iuran kok naik 20% tanpa pemberitahuan? Keberatan saya",
            "tidak mengetahuinya lebih awal",
        ),
        (
            "The new opening hours started in March.",
            "You changed the hours without warning!",
            "lack of notice",
        ),
        ("Check the charger first.", "lost my 900 day streak because your servers were down", "lost streak"),
        ("Our team prints what the form says.", "Wrong name on my diploma!", "mistake on your diploma"),
        ("The visit was on Tuesday between 8 and 12.", "I took a day off. No engineer!", "left waiting"),
        ("Checking with the packers now.", "paid 2 days ago, order still pending", "the delay"),
        ("The crew comes on the 29th.", "the lift has been out for seven weeks", "gone on for so long"),
        ("Try restarting it.", "sauna's off AGAIN. what do i pay for", "happened again"),
        (
            "Coba muat ulang halamannya ya kak.",
            "min ini dibales bot mulu, saya butuh orang!!",
            "belum terbantu",
        ),
        (
            "Yth. Ibu Ratna, cetakan mengikuti data yang kami terima.",
            "Undangan kami salah cetak nama bapak mertua!",
            "kekeliruan pada undangan Ibu",
        ),
        ("Dijadwalkan ulang besok ya kak.", "jam 4 teknisinya tidak muncul juga", "nunggu"),
    ],
)
def test_an_apology_names_the_trouble(reply: str, customer: str, said: str, scorer: Scorer) -> None:
    assert said in mended(scorer, reply, customer)


def test_a_sorry_that_names_its_trouble_keeps_it(scorer: Scorer) -> None:
    reply = "Maaf kalau Kakak jadi bingung. Yang benar: limit naik H+1, sudah kami luruskan ke timnya."
    assert "membuat Kakak bingung" in mended(
        scorer, reply, "jawabannya beda-beda terus, yang benar yang mana"
    )


def test_who_hands_over_offers_help_with_it(scorer: Scorer) -> None:
    reply = "Refunds are handled by the bank, contact them. You will have to take it up with your bank."
    assert "raise it with them" in mended(scorer, reply, "Where is my money? It has been two weeks.")


def test_nobody_is_called_twice_in_one_breath(scorer: Scorer) -> None:
    reply = "Ibu tidak perlu panik berlebihan, Bu. Rekeningnya akan dicek oleh bagian terkait hari ini."
    text = mended(scorer, reply, "Rekening saya terdebet dua kali")
    assert text != reply
    assert not re.search(r"\bIbu\b[^.]*, Bu\b", text.split(". Rekening")[0]), text


def test_what_is_said_beside_is_not_echoed(scorer: Scorer) -> None:
    reply = "Bapak Rahmat, kami mohon maaf atas hal ini. Pencatatan kami sudah benar, Pak."
    text = mended(scorer, reply, "Kembalian saya kurang 20 ribu")
    assert "hal ini. Hal ini" not in text


def test_an_apology_takes_no_more_of_a_sentence_than_its_first_word(scorer: Scorer) -> None:
    reply = "Bu Ning, tagihan bulan ini jatuh tempo tanggal 20 dan rinciannya kami kirim lewat surel."
    found = scorer.score(reply, "Tagihan saya salah, rumah kosong sebulan penuh").findings
    suggestions = [one for finding in found if not finding.text for one in finding.suggestions]
    assert suggestions
    for one in suggestions:
        assert reply[one.start : one.end].strip(" ,") in ("", "tagihan"), one


@pytest.mark.parametrize(
    ("reply", "customer"),
    [
        ("Heels never just come off.", "The heel came off on day two"),
        ("Our form says we aren't liable for scratches.", "Your valet scratched both of my doors"),
        ("Gelangnya pasti ketarik.", "gelang saya patah di hari kedua"),
    ],
)
def test_who_is_told_nothing_else_hears_a_sorry_first(reply: str, customer: str, scorer: Scorer) -> None:
    findings = [finding for finding in scorer.score(reply, customer).findings if finding.text]
    assert findings
    for finding in findings:
        assert finding.suggestions, finding
        for one in finding.suggestions:
            assert re.match(r"(?:we are|we're|so|kami mohon) (?:\w+ )?(?:sorry|maaf)", one.text.lower()), one


def test_an_answer_does_more_than_feel_for_the_customer(scorer: Scorer) -> None:
    reply = "Namanya juga anak-anak, jatuh itu biasa. Tidak usah dibesar-besarkan ya Bu."
    text = mended(scorer, reply, "Anak saya jatuh dari perosotan di tempat kalian")
    assert "maaf" in text.lower()
    assert "telusuri" in text


def test_no_half_of_a_guess_stays(scorer: Scorer) -> None:
    reply = "Perhaps your movers banged it, or you opened it with a blade. The courier comes on Monday at 9."
    text = mended(scorer, reply, "The tray came with a crack")
    assert text != reply
    assert "movers" not in text


def test_a_long_letter_that_tells_the_cause_passes_nobody_on(scorer: Scorer) -> None:
    reply = (
        "Good morning Mr Blume, here is the news that you asked for. The gearbox went back to the works "
        "in Graz in the first week of May, they found that two teeth had broken, and a new wheel is being"
        " cast. It is due on the 12th and the fitters are booked for the 14th. Delays of this kind are "
        "really something to take up with the manufacturer. While the work goes on, the station staff "
        "will gladly take you across by the goods lift if you ring the bell beside gate 4. The kiosk on "
        "the platform is open again, too, with hot drinks from six in the morning."
    )
    customer = "The escalator at our station has stood still for nine weeks, I walk with a stick."
    text = mended(scorer, reply, customer)
    assert "manufacturer" not in text
    assert "goods lift" in text


def test_who_is_handed_over_is_told_with_what(scorer: Scorer) -> None:
    reply = (
        "The torn awning is one for the housing office, not for the caretaker. The gate is painted on Friday."
    )
    assert "housing office about the torn awning" in mended(scorer, reply, "")
