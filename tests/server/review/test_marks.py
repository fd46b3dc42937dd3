from hypothesis import given
from hypothesis import strategies as st

from assist.server.review.marks import CARET, Segment, segments, snippet
from assist.store.tables import StoredFinding


def found(start: int, end: int, category: str = "blame") -> StoredFinding:
    return StoredFinding(start=start, end=end, category=category, kind=category, score=0.9)


def plain(pieces: list[Segment]) -> str:
    return "".join(piece.text for piece in pieces if piece.text != CARET)


def test_text_is_cut_at_the_edges_of_its_marks() -> None:
    pieces = segments("You chose wrong.", [found(4, 15), found(0, 0, "missing_apology")])
    assert [(piece.text, piece.finding) for piece in pieces] == [
        (CARET, 1),
        ("You ", None),
        ("chose wrong", 0),
        (".", None),
    ]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_no_text_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    text = text.replace(CARET, "")
    inside = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in spans]
    assert plain(segments(text, [found(a, b) for a, b in inside])) == text


def test_a_snippet_shows_the_first_mark() -> None:
    text = "word " * 100 + "this is not our fault" + " word" * 100
    at = text.index("this")
    pieces = snippet(text, [found(at, at + 21)])
    assert any(piece.text == "this is not our fault" and piece.finding == 0 for piece in pieces)
    assert len(plain(pieces)) < 220
