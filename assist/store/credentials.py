"""Passwords, sign-ins, bearer tokens, pairing codes and the rate limit. Secrets are kept as hashes only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from assist.store.tables import Attempt, PairingCode, Person, SignIn, Token, now

SHORTEST_PASSWORD: Final = 10
SIGN_IN_LASTS: Final = timedelta(hours=12)
PAIRING_LASTS: Final = timedelta(minutes=2)
TOKEN_PREFIX: Final = "assist_"  # noqa: S105  what tokens begin with
# No vowels, so no words; no 0, 1 or L, so no mistakes.
_CODE_LETTERS: Final = "BCDFGHJKMNPQRSTVWXYZ23456789"
_CODE_LENGTH: Final = 8
_USED_STEP: Final = timedelta(minutes=5)


class WeakPassword(ValueError):
    """Shorter than SHORTEST_PASSWORD, or the longest that argon2 should be given."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret that is shown once: only its hash is kept."""

    text: str
    lasts: timedelta | None = None


def hash_password(password: str) -> str:
    """An argon2id hash. Raises WeakPassword."""
    if not SHORTEST_PASSWORD <= len(password) <= 1000:
        raise WeakPassword
    return _hasher().hash(password)


def check_password(person: Person | None, password: str) -> bool:
    """Whether it is theirs, and they may sign in; takes as long where there is no such person or password."""
    hashed = person.password_hash if person and person.active and person.may_sign_in else None
    try:
        _hasher().verify(hashed or _nobodys_hash(), password[:1000])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return hashed is not None


def sign_in(session: Session, person: Person) -> tuple[Secret, SignIn]:
    """Start a signed-in session; the secret goes into the cookie."""
    session.execute(delete(SignIn).where(SignIn.expires_at < now()))
    secret = Secret(secrets.token_urlsafe(32), SIGN_IN_LASTS)
    row = SignIn(
        secret_hash=_hash(secret.text),
        person_id=person.id,
        csrf=secrets.token_urlsafe(32),
        expires_at=now() + SIGN_IN_LASTS,
    )
    session.add(row)
    session.flush()
    return secret, row


def signed_in(session: Session, secret: str) -> tuple[Person, SignIn] | None:
    """Who that cookie belongs to, or None when it is unknown or over."""
    found = session.execute(
        select(Person, SignIn)
        .join(SignIn, SignIn.person_id == Person.id)
        .where(
            SignIn.secret_hash == _hash(secret),
            SignIn.expires_at > now(),
            Person.active,
            Person.may_sign_in,
        )
    ).one_or_none()
    return (found[0], found[1]) if found else None


def sign_out(session: Session, secret: str) -> None:
    """End that signed-in session."""
    session.execute(delete(SignIn).where(SignIn.secret_hash == _hash(secret)))


def add_token(session: Session, person: Person, label: str) -> tuple[Secret, Token]:
    """A new bearer token for the person."""
    secret = Secret(TOKEN_PREFIX + secrets.token_urlsafe(32))
    row = Token(secret_hash=_hash(secret.text), person_id=person.id, label=label[:200])
    session.add(row)
    session.flush()
    return secret, row


def tokens(session: Session, person: Person | None = None) -> list[tuple[Token, Person]]:
    """Tokens (of one person) with whose they are, newest first."""
    statement = select(Token, Person).join(Person, Person.id == Token.person_id).order_by(Token.id.desc())
    if person is not None:
        statement = statement.where(Token.person_id == person.id)
    return [(token, owner) for token, owner in session.execute(statement)]


def revoke(session: Session, token_id: int) -> bool:
    """Revoke a token; False where there is none, or it was revoked before."""
    done = session.execute(
        update(Token)
        .where(Token.id == token_id, Token.revoked_at.is_(None))
        .values(revoked_at=now())
        .returning(Token.id)
    )
    return done.one_or_none() is not None


def of_token(session: Session, secret: str) -> tuple[Person, Token] | None:
    """Whose token that is, or None when it is unknown, revoked, or its person inactive."""
    found = session.execute(
        select(Person, Token)
        .join(Token, Token.person_id == Person.id)
        .where(Token.secret_hash == _hash(secret), Token.revoked_at.is_(None), Person.active)
    ).one_or_none()
    return (found[0], found[1]) if found else None


def use_is_stale(token: Token) -> bool:
    """Whether the token's last use should be written again: not at every request."""
    return token.used_at is None or now() - token.used_at > _USED_STEP


def mark_used(session: Session, token_id: int) -> None:
    """Remember that the token was used now."""
    session.execute(update(Token).where(Token.id == token_id).values(used_at=now()))


def pairing_code(session: Session, person: Person) -> Secret:
    """A code good once, for two minutes."""
    session.execute(delete(PairingCode).where(PairingCode.expires_at < now() - timedelta(days=1)))
    text = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
    session.add(PairingCode(code_hash=_hash(text), person_id=person.id, expires_at=now() + PAIRING_LASTS))
    session.flush()
    return Secret(f"{text[:4]}-{text[4:]}", PAIRING_LASTS)


def redeem(session: Session, code: str, label: str) -> tuple[Secret, Person] | None:
    """Trade a pairing code for a token; None when it is unknown, used or too old."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    # One statement both checks and uses the code, so two who come at once cannot both get a token.
    person_id = session.scalar(
        update(PairingCode)
        .where(
            PairingCode.code_hash == _hash(plain),
            PairingCode.used_at.is_(None),
            PairingCode.expires_at > now(),
        )
        .values(used_at=now())
        .returning(PairingCode.person_id)
    )
    person = session.get(Person, person_id) if person_id is not None else None
    if person is None or not person.active:
        return None
    secret, _ = add_token(session, person, label)
    return secret, person


def too_many(session: Session, subject: str, *, most: int, within: timedelta) -> bool:
    """Whether `subject` (a name or an address) has failed `most` times within that span."""
    session.execute(delete(Attempt).where(Attempt.at < now() - timedelta(days=1)))
    since = now() - within
    failed = session.scalar(
        select(func.count()).select_from(Attempt).where(Attempt.subject == subject, Attempt.at > since)
    )
    return (failed or 0) >= most


def failed(session: Session, *subjects: str) -> None:
    """Count a failure against each subject."""
    session.add_all(Attempt(subject=subject[:300]) for subject in subjects)


def forgive(session: Session, subject: str) -> None:
    """Forget the failures of a subject that has proved itself."""
    session.execute(delete(Attempt).where(Attempt.subject == subject))


def _hash(secret: str) -> str:
    # The secrets are long and random (a pairing code lives two minutes): a fast hash is enough.
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
