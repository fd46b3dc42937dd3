import pytest

from assist.scoring.scorer import Scorer, ScoringError
from assist.settings import Settings
from assist.text.offsets import utf16_offset

DRAFT = "Selamat siang, Kak. {middle} Barangnya kami kirim ulang hari ini. Terima kasih."


def test_editing_one_sentence_encodes_one_sentence(scorer: Scorer) -> None:
    scorer.score(DRAFT.format(middle="Itu bukan kesalahan kami."), "Barang saya rusak", suggest=False)
    before = scorer.cache.encodings
    scorer.score(DRAFT.format(middle="Itu bukan kesalahan dari kami."), "Barang saya rusak", suggest=False)
    assert scorer.cache.encodings - before == 1


def test_the_same_draft_again_encodes_nothing_and_scores_the_same(scorer: Scorer) -> None:
    first = scorer.score(DRAFT.format(middle="Maaf ya."), "Barang saya rusak", suggest=False)
    before = scorer.cache.encodings
    assert scorer.score(DRAFT.format(middle="Maaf ya."), "Barang saya rusak", suggest=False) == first
    assert scorer.cache.encodings == before


def test_scores_do_not_depend_on_what_shares_the_batch(scorer: Scorer) -> None:
    fresh = Scorer(Settings())
    alone = "That is not our fault."
    long = " ".join(f"We have looked at line {n} of your order once more." for n in range(20))
    fresh.score(f"{long} {alone}")
    assert fresh.score(alone).scores == pytest.approx(scorer.score(alone).scores, abs=1e-3)


@pytest.mark.parametrize(
    ("customer", "reply", "category", "kind", "words"),
    [
        ("Barang saya rusak", "Itu bukan kesalahan kami.", "defensive", "denial", "Itu bukan kesalahan kami"),
        (
            "The box is empty!",
            "You should have checked it at the door.",
            "blame",
            "reproach",
            "should have checked",
        ),
        (
            "kok telat terus",
            "Cuma telat dua hari saja kok.",
            "defensive",
            "minimising",
            "Cuma telat dua hari",
        ),
        (
            "I want my money back",
            "Our policy does not allow refunds.",
            "defensive",
            "policy_shield",
            "policy",
        ),
    ],
)
def test_plain_faults_are_found_where_they_stand(
    scorer: Scorer, customer: str, reply: str, category: str, kind: str, words: str
) -> None:
    result = scorer.score(reply, customer)
    assert category in result.flags
    found = [(finding.kind, finding.text) for finding in result.findings if finding.category == category]
    assert any(name == kind and words in text for name, text in found), found


@pytest.mark.parametrize(
    ("customer", "reply"),
    [
        ("Barang saya rusak", "Mohon maaf atas kerusakannya, Kak. Penggantinya kami kirim hari ini."),
        ("The box is empty!", "We're so sorry about that. A new one is on its way and arrives tomorrow."),
        ("Is the shop open on Sunday?", "Yes, we're open from 9 to 5 on Sundays."),
        ("Mantap, makasih min!", "Sama-sama Kak, ditunggu pesanan berikutnya ya."),
    ],
)
def test_good_replies_are_left_alone(scorer: Scorer, customer: str, reply: str) -> None:
    assert scorer.score(reply, customer).flags == ()


def test_quoted_words_of_the_customer_are_never_marked(scorer: Scorer) -> None:
    reply = "We're sorry about the delay.\n\n> You should have checked before ordering. It is your own fault."
    assert [f.text for f in scorer.score(reply, "late again").findings if f.category == "blame"] == []


@pytest.mark.parametrize(
    "reply", ["🙏🏽 Itu bukan kesalahan kami 😀", "é: That is not our fault.\r\nBye 👨‍👩‍👧"]
)
def test_offsets_are_exact_in_both_units(scorer: Scorer, reply: str) -> None:
    result = scorer.score(reply, "rusak")
    assert result.findings
    for finding in result.findings:
        assert reply[finding.start : finding.end] == finding.text
    units = reply.encode("utf-16-le")
    for finding, sent in zip(result.findings, result.to_json("utf16")["findings"], strict=True):
        assert units[2 * sent["start"] : 2 * sent["end"]].decode("utf-16-le") == sent["text"]
        assert sent["start"] == utf16_offset(reply)(finding.start)


@pytest.mark.parametrize(
    ("reply", "code"), [("", "empty"), (" \n", "empty"), ("a\x00b", "not_text"), ("\ud800", "not_text")]
)
def test_what_cannot_be_scored_is_named(scorer: Scorer, reply: str, code: str) -> None:
    with pytest.raises(ScoringError) as caught:
        scorer.score(reply)
    assert caught.value.code == code
    assert caught.value.message("id") != caught.value.message("en")


def test_a_fault_at_the_end_of_a_very_long_reply_is_found(scorer: Scorer) -> None:
    reply = (
        "Your order has been packed with care and left our warehouse. " * 60
        + "You should have read the terms."
    )
    result = scorer.score(reply, "Where is my parcel?", suggest=False)
    assert any(f.category == "blame" and f.start > len(reply) - 40 for f in result.findings)


def test_sensitivity_moves_the_thresholds_one_way(scorer: Scorer) -> None:
    for language in ("id", "en", "mixed"):
        low, normal, high = (scorer.thresholds(language, name) for name in ("low", "normal", "high"))
        assert all(low[name] >= normal[name] >= high[name] for name in low)


def test_another_language_is_said_to_be_one(scorer: Scorer) -> None:
    result = scorer.score("Het spijt ons dat uw pakket te laat is aangekomen, wij helpen u graag.")
    assert result.language == "other"
    assert [hint.kind for hint in result.hints].count("language") == 1
