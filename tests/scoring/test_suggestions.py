"""Suggestions with the shipped model: what they promise, and how they fit the draft."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assist.rubric.tables import LANGUAGES
from assist.scoring.facts import kept
from assist.scoring.grammar import repeats
from assist.scoring.hints import sorries
from assist.scoring.model import load_model
from assist.scoring.phrasebook import load_phrasebook, wordings
from assist.scoring.result import Finding, Result, Suggestion
from assist.scoring.scorer import Scorer
from assist.scoring.suggestions import MOST
from assist.settings import Settings

DATA = Path(__file__).parents[2] / "models" / "data"
SHARE = 0.6
"""Findings on our own data, dense in faults as it is, that must have a suggestion."""


@pytest.fixture(scope="module")
def fresh() -> Scorer:
    """A second scorer that has seen nothing yet."""
    return Scorer(Settings())


def faulty(file: str, count: int) -> Iterator[dict[str, str]]:
    rows = (json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines())
    picked = [row for row in rows if row["phrases"] and len(row["reply"]) < 600]
    yield from picked[:: max(1, len(picked) // count)][:count]


def numbers(text: str) -> set[str]:
    """The numbers of `text`; the 2 of "masing2" says the word twice."""
    return set(re.findall(r"(?<![a-z])\d+", text))


def offered(result: Result) -> list[tuple[Finding, Suggestion]]:
    return [(finding, suggestion) for finding in result.findings for suggestion in finding.suggestions]


@pytest.mark.parametrize("file", ["id-faults.jsonl", "id-chat.jsonl", "en-faults.jsonl", "en-services.jsonl"])
def test_every_suggestion_mends_keeps_the_facts_and_survives_a_second_scoring(
    file: str, scorer: Scorer, fresh: Scorer
) -> None:
    findings = with_suggestion = 0
    for row in faulty(file, 25):
        reply, customer = row["reply"], row["customer"]
        result = scorer.score(reply, customer)
        findings += len(result.findings)
        with_suggestion += sum(bool(finding.suggestions) for finding in result.findings)
        for finding, suggestion in offered(result):
            text = reply[: suggestion.start] + suggestion.text + reply[suggestion.end :]
            again = fresh.score(text, customer, suggest=False)
            limits = fresh.thresholds(again.language, "normal")  # pyright: ignore[reportArgumentType]
            category, scores = finding.category, again.scores
            assert scores[category] < limits[category] or scores[category] <= result.scores[category] / 2
            for other in set(scores) - {category}:
                assert scores[other] < limits[other] or result.scores[other] >= limits[other], text
            assert scores == pytest.approx(suggestion.scores, abs=0.01)
            old = reply[suggestion.start : suggestion.end]
            assert kept(old, suggestion.text, reply, customer), suggestion.text
            assert numbers(reply) <= numbers(text)
            assert not re.search(r"[{}]|  \S|,,|\.\.(?!\.)", suggestion.text), suggestion.text
        for finding in result.findings:
            texts = [suggestion.text for suggestion in finding.suggestions]
            assert len(texts) == len(set(texts)) <= MOST
    assert with_suggestion >= SHARE * findings, (with_suggestion, findings)


def suggestions(scorer: Scorer, reply: str, customer: str, category: str) -> list[str]:
    """The replies with each suggestion for `category` applied."""
    result = scorer.score(reply, customer)
    return [
        reply[: item.start] + item.text + reply[item.end :]
        for finding, item in offered(result)
        if finding.category == category
    ]


@pytest.mark.parametrize(
    ("reply", "customer", "want"),
    [
        (
            "Halo Kak Rina, paketnya sedang kami cek ke kurir ya.",
            "Paket saya belum sampai juga, sudah seminggu!",
            "Halo Kak Rina, maaf ya, soal keterlambatannya. Paketnya sedang",
        ),
        (
            "Yth. Bapak Joko,\nTeknisi kami akan datang besok pukul 10.00.",
            "Internet di rumah saya mati dari kemarin!",
            "Yth. Bapak Joko,\nKami mohon maaf atas gangguan internet ini, Pak. Teknisi",
        ),
        (
            "Dear Ms Vega,\n\nYour parcel will be delivered on Friday.",
            "My parcel is four days late and nobody told me anything!",
            "Dear Ms Vega,\n\nWe are sorry for the delay. Your parcel",
        ),
    ],
)
def test_an_apology_names_the_trouble_where_it_belongs(
    reply: str, customer: str, want: str, scorer: Scorer
) -> None:
    found = suggestions(scorer, reply, customer, "missing_apology")
    assert any(text.startswith(want) for text in found), found


def test_a_softener_makes_room_for_the_apology(scorer: Scorer) -> None:
    reply = "Maaf, boleh minta nomor pesanannya, Kak?"
    found = suggestions(scorer, reply, "Gelas yang saya terima pecah semua!", "missing_apology")
    assert found
    for text in found:
        assert sorries(text, "id") == 1, text
        assert re.search(r"[Bb]oleh minta nomor pesanannya", text)


def test_a_hollow_apology_is_replaced_not_joined(scorer: Scorer) -> None:
    reply = "Mohon maaf apabila ada yang kurang berkenan, Bu. Paket Ibu kami kirim ulang hari ini."
    result = scorer.score(reply, "Paket saya rusak parah!")
    assert result.apology == "hollow"
    found = suggestions(scorer, reply, "Paket saya rusak parah!", "missing_apology")
    assert found
    for text in found:
        assert sorries(text, "id") == 1, text
        assert text.endswith("Paket Ibu kami kirim ulang hari ini.")
        assert "apabila" not in text


def test_several_faults_are_mended_together(scorer: Scorer) -> None:
    reply = "That is not our fault, Sam. There is nothing more we can do. Your ticket is 4471."
    result = scorer.score(reply, "My order never came!")
    phrases = [finding for finding in result.findings if finding.category == "defensive"]
    assert len(phrases) >= 2
    assert all(finding.suggestions for finding in phrases)
    assert all("4471" in text for text in suggestions(scorer, reply, "My order never came!", "defensive"))


@pytest.mark.parametrize(
    ("reply", "customer"),
    [
        (
            "Hi Noor, we are not responsible for that. There is nothing we can do.",
            "The cake melted on the way.",
        ),
        ("Kami tidak bertanggung jawab atas itu ya kak. Tidak ada yang bisa kami lakukan.", "kuenya penyok"),
        ("That is not our fault. Our decision is final.", "My dress arrived torn"),
        ("Itu bukan kesalahan kami. Keputusan sudah final.", "barangnya rusak"),
    ],
)
def test_nothing_but_walls_still_has_a_way_out(reply: str, customer: str, scorer: Scorer) -> None:
    result = scorer.score(reply, customer)
    assert {finding.category for finding in result.findings} >= {"defensive", "missing_apology"}
    for finding in result.findings:
        assert finding.suggestions, finding


def test_an_apology_takes_the_denial_behind_it_along(scorer: Scorer) -> None:
    reply = "Itu tidak benar, Kak. Gudang kami menimbang ulang paketnya sore ini dan mengabari Kakak."
    found = suggestions(scorer, reply, "Paket saya isinya kurang satu", "missing_apology")
    assert found
    assert found[0].startswith("Kami mohon maaf")
    assert "tidak benar" not in found[0]


@pytest.mark.parametrize(
    ("reply", "customer", "kind", "rest"),
    [
        (
            "Ms Hana, the desk asks for the card at half price. It is common sense to carry it. -Ida",
            "Do I need my student card?",
            "condescension",
            "Ms Hana, the desk asks for the card at half price. -Ida",
        ),
        (
            "Bisa Kak, lewat menu Akun lalu Ubah Email. Gampang kok, masa begitu saja bingung 😅 ^LN",
            "gimana cara ganti email?",
            "condescension",
            "Bisa Kak, lewat menu Akun lalu Ubah Email. ^LN",
        ),
        (
            "Sorry that the drums arrived dented, Ola; a new set leaves on Monday. Carriers are carriers, "
            "and these things happen everywhere. The courier takes the old set along, so do not pack it.",
            "The drum kit came with dents all over",
            "excuse",
            "Sorry that the drums arrived dented, Ola; a new set leaves on Monday. "
            "The courier takes the old set along, so do not pack it.",
        ),
    ],
)
def test_what_only_stings_or_defends_may_go_and_the_signature_stays(
    reply: str, customer: str, kind: str, rest: str, scorer: Scorer
) -> None:
    result = scorer.score(reply, customer)
    found = [f for f in result.findings if f.kind == kind]
    assert found
    applied = [reply[: s.start] + s.text + reply[s.end :] for f in found for s in f.suggestions]
    assert rest in applied


def test_suggestions_only_where_asked_for_and_where_scores_can_be_trusted(scorer: Scorer) -> None:
    reply = "Itu bukan kesalahan kami, Kak."
    assert not offered(scorer.score(reply, "Paket saya rusak!", suggest=False))
    assert not offered(scorer.score("Das ist leider nicht unsere Schuld, bitte warten Sie.", ""))


@pytest.mark.parametrize(
    ("reply", "customer", "kept_words"),
    [
        (
            "ACTUALLY OUR ENGINEER DID CALL YOU AT 4. WHICH ERROR CODE DO YOU SEE, MR PELL?",
            "nobody ever called me back about my broken boiler",
            ("4", "MR PELL"),
        ),
        (
            "BESOK PUKUL 10 TEKNISI KAMI DATANG. JANGAN MARAH-MARAH DULU, BU.",
            "Sudah seminggu AC kami mati dan teknisi kalian cuma janji-janji.",
            ("10",),
        ),
    ],
)
def test_a_draft_in_capitals_is_answered_in_capitals(
    reply: str, customer: str, kept_words: tuple[str, ...], scorer: Scorer
) -> None:
    found = offered(scorer.score(reply, customer))
    faults = [suggestion for finding, suggestion in found if finding.text]
    assert faults
    for suggestion in faults:
        text = reply[: suggestion.start] + suggestion.text + reply[suggestion.end :]
        assert text == text.upper()
        assert all(word in text for word in kept_words)


def test_text_that_looks_like_a_slot_or_a_group_stays_as_it_is(scorer: Scorer) -> None:
    reply = r"That is not our fault. Use {voc} and \1 in the form, see {0}."
    for text in suggestions(scorer, reply, "The form does not work!", "defensive"):
        assert r"Use {voc} and \1 in the form, see {0}." in text


def test_the_shipped_phrasebook_belongs_to_the_shipped_model() -> None:
    book = load_phrasebook(load_model())
    assert all(book.encoded(text) for language in LANGUAGES for text in wordings(language))


@pytest.mark.parametrize(
    ("reply", "customer", "never"),
    [
        ("Sobeknya cuma 1 cm kok, Kak.", "Jaket saya sobek waktu dilaundry", r"sampai|kendala"),
        ("The list was never updated.", "My daughter was left at the wrong school!", r"trouble|frustrat"),
        ("You must have dropped it.", "The clock face cracked", r"arrived|reached you"),
        ("Hi Nadia and Tom,\nGroups are released by the system.", "Our block is gone!", r"And Tom"),
        ("Payments: it is clear to most that you need:\n- a form", "What do I need?", r"you need\?"),
    ],
)
def test_no_wording_supposes_what_was_not_said(reply: str, customer: str, never: str, scorer: Scorer) -> None:
    for _, suggestion in offered(scorer.score(reply, customer)):
        assert not re.search(never, suggestion.text), suggestion.text


def test_what_is_said_once_is_not_said_again() -> None:
    assert repeats("", "We would like to help. We will gladly help, we would like that.", ()) is False
    assert repeats("", "So sorry about this. So sorry about this.", ())
    assert repeats("Calm down.", "The delay upset you.", ["We are sorry that the delay upset you."])
