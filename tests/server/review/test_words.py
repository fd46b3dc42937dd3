"""Times as pages hold them before the script shows them in the viewer's own zone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from assist.server.review import wire
from assist.server.review.words import Words

LATE = datetime(2026, 5, 26, 23, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(("language", "month"), [("en", "May"), ("id", "Mei")])
@pytest.mark.parametrize("moment", [LATE, LATE.astimezone(timezone(timedelta(hours=7)))])
def test_a_moment_is_written_in_utc_and_says_so(language: str, month: str, moment: datetime) -> None:
    words = Words(language)
    opening = '<time datetime="2026-05-26T23:05:09Z" title="2026-05-26 23:05:09 UTC" data-local='
    assert words.time(moment) == f'{opening}"time">26 {month} 2026, 23:05 UTC</time>'
    assert words.day(moment) == f'{opening}"day">26 {month} 2026</time>'
    assert wire.clock_json(moment) == {"at": "2026-05-26T23:05:09Z", "shown": "23:05 UTC"}


def test_a_day_is_the_same_everywhere() -> None:
    assert Words("en").day(date(2026, 5, 25)) == '<time datetime="2026-05-25">25 May 2026</time>'
