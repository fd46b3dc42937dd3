import pytest

from assist.training.markup import MarkupError, parse

RECORD = """
@ en tweet
C: your app ate my order
R: [[denial:Our app works fine]], Sam.\\nTry again.
L: need none F
R: Sorry about that, Sam. What do you see?
L: need full CU
"""


def test_siblings_share_customer_and_group() -> None:
    first, second = parse(RECORD, "x")
    assert (first["id"], second["id"]) == ("x-0001", "x-0002")
    assert first["group"] == second["group"] != ""
    assert first["reply"] == "Our app works fine, Sam.\nTry again."
    assert first["phrases"] == [{"start": 0, "end": 18, "category": "defensive", "kind": "denial"}]
    assert first["labels"]["missing_apology"] == 1
    assert second["labels"]["missing_apology"] == 0
    assert [name for name, on in second["steps"].items() if on] == ["clarify", "apologise", "follow_up"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@ nl chat\nR: a\nL: need none -", "language"),
        ("R: a", "before the first"),
        ("@ en chat\nR: a", "without labels"),
        ("@ en chat\nR: a\nR: b", "second reply"),
        ("@ en chat\nR: [[rude:a]]\nL: need none -", "unknown kind"),
        ("@ en chat\nR: [[denial:a.]]\nL: need none -", "edge"),
        ("@ en chat\nR: [[denial:a\nL: need none -", "unclosed"),
        ("@ en chat\nR: a\nL: none", "need"),
        ("@ en chat\nR: a\nL: need none Z", "unknown label"),
        ("@ en chat\nR: [[non_apology:sorry if]]\nL: need none -", "non_apology"),
    ],
)
def test_what_breaks_the_format_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(MarkupError, match=words):
        list(parse(text, "x"))
