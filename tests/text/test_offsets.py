from hypothesis import given
from hypothesis import strategies as st

from assist.text.offsets import utf16_offset


@given(st.text(), st.data())
def test_utf16_offsets_name_the_same_place(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    units = text.encode("utf-16-le", "surrogatepass")
    assert units[: 2 * utf16_offset(text)(at)].decode("utf-16-le", "surrogatepass") == text[:at]
