from xml.etree import ElementTree

import pytest

from assist.server.review.charts import Series, bars, lines


@pytest.mark.parametrize("draw", [lines, bars])
def test_a_chart_brings_no_style_no_script_and_no_markup_of_its_own(draw: object) -> None:
    evil = "<script>alert(1)</script>"
    svg = str(draw(["1 Nov", evil, "3 Nov"], [Series(evil, [0.1, None, 0.3]), Series("b", [0.2, 0.2, 0.1])]))  # type: ignore[operator]
    root = ElementTree.fromstring(svg)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not names & {"style", "script", "a", "image", "foreignObject"}
    assert all(not key.startswith("on") and key != "style" for e in root.iter() for key in e.attrib)
    assert root.get("aria-hidden") == "true"


def test_a_week_without_replies_leaves_a_gap() -> None:
    whole = str(lines(["a", "b", "c"], [Series("x", [0.1, 0.2, 0.3])]))
    gap = str(lines(["a", "b", "c", "d"], [Series("x", [0.1, None, 0.3, 0.2])]))
    assert whole.count('class="line reactive') == 1
    assert gap != whole
    assert gap.count("dot reactive") == 3


def test_shares_are_written_as_percentages() -> None:
    svg = str(lines(["a", "b"], [Series("x", [0.12, 0.38])]))
    assert ">40%<" in svg
    assert ">0%<" in svg
