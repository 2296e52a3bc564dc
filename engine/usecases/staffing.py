"""The people of an installation in the hands of its administrators: who they are, which posts.

Whatever is taken from a person is taken in the same transaction from their open steps and cases:
nothing is left with somebody who cannot act. There is always an administrator left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import local_day
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.events import (
    RoleGranted,
    RoleWithdrawn,
    UserChanged,
    UserDeactivated,
    UserReactivated,
)
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.rules.roster import EMAIL
from engine.storage.models import GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.succession import Handed, end_tokens, give, hand_on, open_steps_with

LOCALES = frozenset({"zh_CN", "en"})
LENGTHS: Mapping[str, int] = {"name": 100, "phone": 40, "email": 120}


@dataclass(frozen=True, slots=True)
class Post:
    """A role in an office, perhaps for a time: office days, first and last included."""

    role: str
    office_id: int
    from_on: date | None = None
    until_on: date | None = None


def change_user(desk: Desk, actor: Actor, user_id: int, facts: Mapping[str, str]) -> None:
    """Change name, phone, email or locale of a person; only what is named in *facts*.

    Raises:
        NotAllowed: no administrator. NotFound: no such person. Invalid: ``user.form``.

    """
    require_administrator(actor)
    wrong = {key: code for key, value in facts.items() if (code := fault_of(key, value.strip()))}
    if wrong:
        raise Invalid("user.form", fields=wrong)
    with desk.work(actor) as work:
        user = work.get(UserRow, user_id, lock=True)
        changed = []
        for key, text in facts.items():
            value = text.strip() or None
            if getattr(user, key) != value:
                setattr(user, key, value)
                changed.append(key)
        if changed:
            work.record(UserChanged(user.id, tuple(changed)))


def require_administrator(actor: Actor) -> None:
    """Return if *actor* administers the installation.

    Raises:
        NotAllowed: ``user.not_administrator``.

    """
    if not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("user.not_administrator")


def fault_of(key: str, value: str) -> str | None:
    """Return the code of what is wrong with a fact about a person, or None."""
    if key == "locale":
        return None if value in LOCALES else "unknown_option"
    if key not in LENGTHS:
        return "unknown"
    if key == "name" and not value:
        return "required"
    if len(value) > LENGTHS[key]:
        return "too_long"
    return "malformed" if key == "email" and value and not EMAIL.fullmatch(value) else None


def grant_role(desk: Desk, actor: Actor, user_id: int, post: Post) -> None:
    """Give a person a role in an office; one they hold there already gets the new days.

    Raises:
        NotAllowed: no administrator. NotFound: no such person or office.
        Invalid: ``grant.form``: no such role, a closed office, days the wrong way round or over.
        Conflict: ``user.last_administrator``: nobody would be left without an end.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        user = work.get(UserRow, user_id, lock=True)
        office = work.office(post.office_id)
        wrong = _post_faults(post, local_day(work.now), open_office=office.active)
        if wrong:
            raise Invalid("grant.form", fields=wrong)
        held = select(GrantRow).where(
            GrantRow.user_id == user.id,
            GrantRow.role == post.role,
            GrantRow.office_id == office.id,
        )
        row = work.session.scalars(held).first() or GrantRow(
            user_id=user.id, role=post.role, office_id=office.id
        )
        row.from_on, row.until_on, row.granted_by = post.from_on, post.until_on, actor.user_id
        work.add(row)
        keep_an_administrator(work)
        work.record(
            RoleGranted(user.id, post.role, office.id, _iso(post.from_on), _iso(post.until_on))
        )


def _post_faults(post: Post, today: date, *, open_office: bool) -> dict[str, str]:
    wrong = {}
    if post.role not in set(Role):
        wrong["role"] = "unknown_option"
    if not open_office:
        wrong["office_id"] = "unknown_option"
    if post.until_on is not None and post.until_on < today:
        wrong["until_on"] = "in_the_past"
    elif post.from_on and post.until_on and post.until_on < post.from_on:
        wrong["until_on"] = "before_start"
    return wrong


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def withdraw_role(desk: Desk, actor: Actor, grant_id: int) -> None:
    """Take a role away; steps that need it and are with the person go back to their office.

    Raises:
        NotAllowed: no administrator. NotFound: no such grant.
        Conflict: ``user.last_administrator``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        grant = work.get(GrantRow, grant_id, lock=True)
        user_id, role, office_id = grant.user_id, grant.role, grant.office_id
        work.session.delete(grant)
        work.session.flush()
        keep_an_administrator(work)
        work.record(RoleWithdrawn(user_id, role, office_id))
        for case, item in open_steps_with(work, user_id):
            if item.office_id == office_id and not offices.has_any_role(
                work, user_id, item.office_id, item.roles
            ):
                give(work, case, item, None)


def deactivate_user(
    desk: Desk, actor: Actor, user_id: int, successor_id: int | None = None
) -> Handed:
    """Shut a person out: sessions and tokens end, open steps and cases go on to somebody.

    What *successor_id* may take goes to them, everything else back to its office.

    Raises:
        NotAllowed: no administrator. NotFound: no such person.
        Invalid: ``user.form``: the successor is the person, or not active.
        Conflict: ``user.last_administrator``, ``user.inactive``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        user = work.get(UserRow, user_id, lock=True)
        if not user.active:
            raise Conflict("user.inactive")
        successor = work.get(UserRow, successor_id) if successor_id else None
        if successor is not None and (successor.id == user.id or not successor.active):
            raise Invalid("user.form", fields={"successor_id": "unknown_option"})
        user.active = False
        user.session_version += 1
        work.session.flush()
        keep_an_administrator(work)
        end_tokens(work, user.id)
        handed = hand_on(work, user, successor)
        work.record(
            UserDeactivated(user.id, successor_id, handed.steps_given + handed.steps_released)
        )
        return handed


def reactivate_user(desk: Desk, actor: Actor, user_id: int) -> None:
    """Let a person in again, with the posts they had; a new password has to be given.

    Raises:
        NotAllowed: no administrator. Conflict: ``user.active``.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        user = work.get(UserRow, user_id, lock=True)
        if user.active:
            raise Conflict("user.active")
        user.active = True
        work.record(UserReactivated(user.id))


def keep_an_administrator(work: Work) -> None:
    """Refuse what would leave nobody who administers from today on without an end.

    Raises:
        Conflict: ``user.last_administrator``.

    """
    lasting = (
        select(UserRow.id)
        .join(GrantRow, GrantRow.user_id == UserRow.id)
        .join(OfficeRow, OfficeRow.id == GrantRow.office_id)
        .where(UserRow.active, GrantRow.role == Role.ADMINISTRATOR, GrantRow.until_on.is_(None))
        .where(OfficeRow.active)
        .where(in_force(local_day(work.now)))
        .with_for_update()
    )
    if work.session.scalars(lasting).first() is None:
        raise Conflict("user.last_administrator")
