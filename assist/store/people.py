"""People, their passwords, sign-ins, tokens and pairing codes."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from assist.store.tables import Person, SignIn, Token


class NameTaken(ValueError):
    """Somebody has that name already."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that is shown once: only its hash is kept."""

    text: str
    seconds: int | None = None


def add(
    session: Session,
    name: str,
    role: str = "agent",
    *,
    password: str | None = None,
    display: str = "",
    team: str = "",
) -> Person:
    """Add a person. Raises NameTaken, or ValueError for an unknown role, an empty name or a short password."""
    raise NotImplementedError


def by_name(session: Session, name: str) -> Person | None:
    """The person of that name (case does not count), or None."""
    raise NotImplementedError


def by_id(session: Session, person_id: int) -> Person | None:
    """The person, or None."""
    raise NotImplementedError


def everybody(
    session: Session, *, role: str = "", team: str = "", with_inactive: bool = False
) -> list[Person]:
    """People by name."""
    raise NotImplementedError


def agents(session: Session) -> list[Person]:
    """Everybody whose replies are stored, by name: the choices of the agent filter."""
    raise NotImplementedError


def teams(session: Session) -> list[str]:
    """Teams by name."""
    raise NotImplementedError


def change(
    session: Session,
    person: Person,
    *,
    role: str | None = None,
    display: str | None = None,
    team: str | None = None,
    password: str | None = None,
) -> None:
    """Change a person; a new password ends their sign-ins."""
    raise NotImplementedError


def deactivate(session: Session, person: Person) -> None:
    """They can no longer sign in; sign-ins end and tokens are revoked. Their replies and verdicts stay."""
    raise NotImplementedError


def check_password(session: Session, name: str, password: str) -> Person | None:
    """The active person with that password, or None; takes as long for a name that is not there."""
    raise NotImplementedError


def sign_in(session: Session, person: Person) -> tuple[Secret, SignIn]:
    """Start a signed-in session; the secret goes into the cookie."""
    raise NotImplementedError


def signed_in(session: Session, secret: str) -> tuple[Person, SignIn] | None:
    """Who that cookie belongs to, or None when it is unknown or over."""
    raise NotImplementedError


def sign_out(session: Session, secret: str) -> None:
    """End that signed-in session."""
    raise NotImplementedError


def add_token(session: Session, person: Person, label: str) -> tuple[Secret, Token]:
    """A new bearer token for the person."""
    raise NotImplementedError


def tokens(session: Session, person: Person | None = None) -> list[Token]:
    """Tokens (of one person), newest first."""
    raise NotImplementedError


def revoke(session: Session, token_id: int) -> bool:
    """Revoke a token; False where there is none."""
    raise NotImplementedError


def of_token(session: Session, secret: str) -> Person | None:
    """Whose token that is, or None when it is unknown, revoked, or its person inactive."""
    raise NotImplementedError


def pairing_code(session: Session, person: Person) -> Secret:
    """A code good once, for two minutes."""
    raise NotImplementedError


def redeem(session: Session, code: str, label: str) -> tuple[Secret, Person] | None:
    """Trade a pairing code for a token; None when it is unknown, used or too old."""
    raise NotImplementedError
