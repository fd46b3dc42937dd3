"""Charts as SVG inside the page, drawn by pygal and coloured by the page's own style sheet.

pygal names everything it draws by class and puts the looks into a style sheet of its own. Our policy
allows no inline style and no script, so both are taken out, and `static/review/figures.css` says how
each class looks, in either theme. A table with the same figures stands behind every chart.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup
from pygal import Bar, Line, PluginImportFixer  # pyright: ignore[reportMissingTypeStubs]

# It looks for plugins in an old way, which Python 3.11 warns of at every import that comes after.
sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, PluginImportFixer)]

_SVG = "http://www.w3.org/2000/svg"
_HEIGHT = 240
_WIDTH = 640
_LABELS = 9
"""So many labels fit along the bottom."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: a value for each place along the bottom, None where there is none."""

    name: str
    values: Sequence[float | None]


def lines(places: Sequence[str], series: Sequence[Series], *, top: float = 0.0) -> Markup:
    """Shares over time, from 0 up to `top` (0: as far as the values reach)."""
    highest = top or max((v for one in series for v in one.values if v is not None), default=1.0)
    chart: Any = Line(dots_size=2.5, range=(0, _round_up(highest)), **_plain())
    return _drawn(chart, places, series)


def bars(places: Sequence[str], series: Sequence[Series]) -> Markup:
    """Shares side by side."""
    highest = max((v for one in series for v in one.values if v is not None), default=1.0)
    chart: Any = Bar(range=(0, _round_up(highest)), rounded_bars=2, **_plain())
    return _drawn(chart, places, series)


def _plain() -> dict[str, object]:
    return {
        "width": _WIDTH,
        "height": _HEIGHT,
        "css": (),
        "js": (),
        "show_legend": False,
        "margin": 8,
        "include_x_axis": True,
        "show_minor_x_labels": False,
        "max_scale": 5,
        "allow_interruptions": True,
        "value_formatter": _percent,
        "disable_xml_declaration": True,
        "no_prefix": True,
    }


def _drawn(chart: Any, places: Sequence[str], series: Sequence[Series]) -> Markup:
    chart.x_labels = list(places)
    chart.x_labels_major_every = -(-len(places) // _LABELS)
    for one in series:
        chart.add(one.name, list(one.values))
    root: ElementTree.Element = ElementTree.fromstring(chart.render())  # noqa: S314  our own output
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.rpartition("}")[2] in ("style", "script", "desc", "title"):
                parent.remove(child)
        parent.attrib.pop("style", None)
    root.set("aria-hidden", "true")
    root.attrib.pop("id", None)
    ElementTree.register_namespace("", _SVG)
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704  every text in it was escaped


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _round_up(share: float) -> float:
    return next((step for step in (0.05, 0.1, 0.2, 0.4, 0.6, 0.8) if share <= step), 1.0)
