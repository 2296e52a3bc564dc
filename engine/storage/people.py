"""Finding people and their keys."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.storage.models import GrantRow, OfficeRow, TokenRow, UserRow


def user_by_login(session: Session, login: str) -> UserRow | None:
    """Return the user who signs in as *login*, or None."""
    return session.scalar(select(UserRow).where(UserRow.login == login))


def grants_of(session: Session, user_id: int) -> Sequence[tuple[GrantRow, OfficeRow]]:
    """Return the roles of a user with the offices they are held in, in the order given."""
    query = (
        select(GrantRow, OfficeRow)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(GrantRow.user_id == user_id, OfficeRow.active)
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
