import pytest

from assist.text.quoted import quoted


def parts(reply: str, customer: str = "") -> list[str]:
    return [reply[start:end] for start, end in quoted(reply, customer)]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Hello\n> You ruined it\nSorry!", ["> You ruined it"]),
        ("Thanks.\n\nOn Mon, 3 Nov 2025, Ann wrote:\nit broke", ["On Mon, 3 Nov 2025, Ann wrote:\nit broke"]),
        ("Baik.\n\nPada Sen, 3 Nov 2025 Ani menulis:\nrusak", ["Pada Sen, 3 Nov 2025 Ani menulis:\nrusak"]),
        ("Ok\n-----Original Message-----\nFrom: a", ["-----Original Message-----\nFrom: a"]),
        (
            "Ok\nDari: Ani <a@b.example>\nKepada: kami\nrusak",
            ["Dari: Ani <a@b.example>\nKepada: kami\nrusak"],
        ),
        ("On Monday we wrote: nothing.", []),
    ],
)
def test_earlier_messages(reply: str, expected: list[str]) -> None:
    assert parts(reply) == expected


def test_words_in_marks_are_the_customers_only_where_the_customer_wrote_them() -> None:
    reply = 'You wrote "you should have told me" and our label says "fragile goods".'
    assert parts(reply, "You should have told me!") == ["you should have told me"]
    assert parts(reply, "Where is my parcel?") == []


@pytest.mark.parametrize(
    "heading",
    [
        "On Mon, Nov 2, 2026 at 9:30 AM Ann Long-Name <ann.long-name@example.com>\nwrote:",
        "On Mon, Nov 2, 2026 at 9:30 AM Ann\nLong-Name wrote:",
        "Pada Sen, 2 Nov 2026 pukul 09.30 Ani Panjang\n<ani.panjang@contoh.id> menulis:",
    ],
)
def test_an_attribution_may_be_wrapped_once(heading: str) -> None:
    assert parts(f"Ok.\n\n{heading}\nit broke") == [f"{heading}\nit broke"]


@pytest.mark.parametrize(
    "reply",
    [
        "On Monday we shipped it\nand the courier wrote:\nnobody home",
        "On 3 Nov at 10:30 we called,\nYou wrote:\nnobody home",
        "On 3 Nov at 10:30 we called.\nBudi Santoso wrote:\nnobody home",
        "Pada 3 Nov pukul 10.30 kami menelepon,\nKakak menulis:\ntidak ada",
        "On 3 Nov 2026 we shipped it.\n\nAnn <a@b.example> wrote:\nit broke",
    ],
)
def test_prose_that_looks_like_a_wrapped_attribution(reply: str) -> None:
    assert parts(reply) == []


def test_a_sentence_before_an_attribution_stays_the_agents() -> None:
    mail = "On 3 Nov we shipped it.\nOn Mon, Nov 2, 2026 Ann <a@b.example> wrote:\nit broke"
    assert parts(mail) == [mail.split("\n", 1)[1]]


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "„”", "‘’"])
@pytest.mark.parametrize("apostrophe", ["’", "'"])
def test_a_quote_may_hold_apostrophes(marks: str, apostrophe: str) -> None:
    words = f"You don{apostrophe}t care about customers{apostrophe} orders, it{apostrophe}s true"
    reply = f"You wrote {marks[0]}{words}{marks[1]} and we{apostrophe}re sorry, that{apostrophe}s not so."
    assert parts(reply, "You don't care about customers' orders, it's true!") == [words]


def test_apostrophes_open_no_quotes() -> None:
    customer = "You don't care about us. That's all, isn't it?"
    assert parts("The customers’ t care about us’ 't care about us' don’t care about us’", customer) == []


def test_a_quote_in_a_quote_is_found_where_the_outer_is_not_theirs() -> None:
    reply = "Our note says “She told us ‘you ruined it’ today”, “no” and “you ruined”."
    assert parts(reply, "You ruined it") == ["you ruined it", "you ruined"]
