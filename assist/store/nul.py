"""NUL characters, which PostgreSQL cannot hold in text, become U+FFFD: as long, so offsets stay right."""

import json
from typing import Any, Final, cast

from sqlalchemy import Engine, event

_NUL: Final = "\x00"
_INSTEAD: Final = "\ufffd"


def replaced(value: Any) -> Any:
    """The value, or what is within it, without NUL."""
    if isinstance(value, str):
        return value.replace(_NUL, _INSTEAD) if _NUL in value else value
    if isinstance(value, dict):
        return {replaced(name): replaced(one) for name, one in cast("dict[Any, Any]", value).items()}
    if isinstance(value, list):
        return [replaced(one) for one in cast("list[Any]", value)]
    if isinstance(value, tuple):
        return tuple(replaced(one) for one in cast("tuple[Any, ...]", value))
    return value


def to_json(value: Any) -> str:
    """JSON that PostgreSQL's jsonb can hold."""
    return json.dumps(replaced(value), ensure_ascii=False)


def keep_out(engine: Engine) -> None:
    """Have every statement's parameters pass through `replaced`."""

    def clean(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        return statement, replaced(parameters)

    event.listen(engine, "before_cursor_execute", clean, retval=True)
