"""Finding people and their keys."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from engine.storage.models import GrantRow, OfficeRow, TokenRow, UserRow


def user_by_login(session: Session, login: str) -> UserRow | None:
    """Return the user who signs in as *login*, or None."""
    return session.scalar(select(UserRow).where(UserRow.login == login))


def in_force(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition that a grant holds on an office day; first and last day included."""
    begun: ColumnElement[Any] = or_(GrantRow.from_on.is_(None), GrantRow.from_on <= day)
    return and_(begun, or_(GrantRow.until_on.is_(None), GrantRow.until_on >= day))


def grants_of(session: Session, user_id: int, day: date) -> Sequence[tuple[GrantRow, OfficeRow]]:
    """Return the roles a user has on an office day, with their offices, in the order given."""
    query = (
        select(GrantRow, OfficeRow)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(GrantRow.user_id == user_id, OfficeRow.active, in_force(day))
        .order_by(GrantRow.id)
    )
    return [(grant, office) for grant, office in session.execute(query)]


def token_by_hash(session: Session, digest: str) -> TokenRow | None:
    """Return the API token whose SHA-256 is *digest* (hex), or None."""
    return session.scalar(select(TokenRow).where(TokenRow.hash == digest))


def tokens_of(session: Session, user_id: int) -> Sequence[TokenRow]:
    """Return all API tokens of a user, the newest first."""
    query = select(TokenRow).where(TokenRow.user_id == user_id).order_by(TokenRow.id.desc())
    return session.scalars(query).all()
