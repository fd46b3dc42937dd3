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
