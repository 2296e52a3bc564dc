"""Robots of group chats in the hands of administrators: set up, changed, tried, read to be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from engine.desk import Desk
from engine.rules import robots as rules
from engine.rules.addresses import Allowed
from engine.rules.channels import named
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import RobotSet
from engine.rules.permissions import Actor
from engine.storage.letters import Message
from engine.storage.models import OfficeRow, RobotRow
from engine.storage.robots import give_back
from engine.storage.work import Work
from engine.usecases.staffing import require_administrator
from engine.usecases.telling import Telling
from engine.usecases.webhooks import webhook_fault


@dataclass(frozen=True, slots=True)
class Description:
    """What an administrator says of a robot.

    ``webhook`` and ``secret`` empty: those on record stay. ``forget_secret``: there is none any
    more. ``tellings``: kinds of message, empty: all of them.
    """

    name: str
    kind: str
    office_id: int
    webhook: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    forget_secret: bool = False
    tellings: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """How a robot is spoken through: kind, whole address, and the secret that signs."""

    kind: str
    webhook: str = field(repr=False)
    secret: str = field(repr=False)


def set_robot(
    desk: Desk, actor: Actor, given: Description, known: Sequence[str], robot_id: int | None = None
) -> int:
    """Set a robot up, or change one; return its number. *known* are the kinds of message.

    What waits for it looks for a robot anew: its group, or what it says, may be another now.

    Raises:
        NotAllowed: ``user.not_administrator``. NotFound: ``robot.unknown``.
        Invalid: ``robot.form``; ``fields`` says what.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        row = _row(work, robot_id) if robot_id is not None else None
        if faults := _faults(desk, work, given, known, row):
            raise Invalid("robot.form", fields=faults)
        row = _written(work, actor, given, row)
        give_back(work.session, named(row.kind, row.id))
        rewritten = bool(given.webhook or given.secret or given.forget_secret)
        facts = row.id, row.kind, row.office_id, row.active, list(row.tellings), rewritten
        work.record(RobotSet(*facts))
        return row.id


def try_robot(desk: Desk, actor: Actor, robot_id: int) -> None:
    """Queue a message to the group of a robot; it leaves with the next run, day or night.

    Raises:
        NotAllowed, NotFound: as ``set_robot``. Conflict: ``robot.off``; ``reach.test_again``: one
            is on its way since less than a minute.

    """
    require_administrator(actor)
    with desk.work(actor) as work:
        row = _row(work, robot_id)
        if not row.active:
            raise Conflict("robot.off")
        office = work.get(OfficeRow, row.office_id).name
        key = f"test:robot:{row.id}:{work.recorded_at:%Y%m%dT%H%M}"
        telling = Telling("RobotTest", {"robot": row.name, "office": office}, key)
        channel = named(row.kind, row.id)
        who, kind = actor.user_id, telling.kind
        if not work.queue(None, Message(who, channel, kind, key, telling.facts, urgent=True)):
            raise Conflict("reach.test_again")


def lines(desk: Desk) -> Mapping[str, Line]:
    """Return the robots that are on, by the way out each is; the messenger speaks through them."""
    with desk.read() as session:
        return {
            named(row.kind, row.id): Line(row.kind, row.webhook or "", row.secret or "")
            for row in session.scalars(select(RobotRow).where(RobotRow.active))
        }


def _row(work: Work, robot_id: int) -> RobotRow:
    row = work.session.get(RobotRow, robot_id, with_for_update=True)
    if row is None:
        raise NotFound("robot.unknown")
    return row


def _written(work: Work, actor: Actor, given: Description, row: RobotRow | None) -> RobotRow:
    if fresh := row is None:
        row = RobotRow(kind=given.kind, webhook_kept="", secret_kept=None)
    row.name, row.office_id = given.name.strip(), given.office_id
    row.tellings, row.active = sorted(set(given.tellings)), given.active
    row.changed_by, row.changed_at = actor.user_id, work.recorded_at
    if given.webhook:
        row.webhook = given.webhook.strip()
    if given.secret or given.forget_secret:
        row.secret = given.secret.strip() or None
    return work.add(row) if fresh else row


def _faults(
    desk: Desk, work: Work, given: Description, known: Sequence[str], row: RobotRow | None
) -> dict[str, str]:
    found = {"name": _name_fault(work, given, row)}
    office = work.session.get(OfficeRow, given.office_id)
    found["office_id"] = None if office and office.active else "unknown_option"
    found["tellings"] = None if set(given.tellings) <= set(known) else "unknown_option"
    found["secret"] = _secret_fault(given.secret.strip())
    if unknown := given.kind not in rules.KINDS or (row is not None and row.kind != given.kind):
        found["kind"] = "unknown_option"
    if row is None or given.webhook:
        found["webhook"] = _webhook_fault(desk, given, unknown=unknown)
    return {key: fault for key, fault in found.items() if fault}


def _name_fault(work: Work, given: Description, row: RobotRow | None) -> str | None:
    name = given.name.strip()
    if not name:
        return "required"
    if len(name) > rules.LONGEST_NAME:
        return "too_long"
    same = work.session.scalar(select(RobotRow.id).where(RobotRow.name == name))
    return "robot.name_taken" if same is not None and (row is None or same != row.id) else None


def _secret_fault(secret: str) -> str | None:
    if len(secret) > rules.LONGEST_SECRET:
        return "too_long"
    return None if not secret or (secret.isprintable() and " " not in secret) else "robot.secret"


def _webhook_fault(desk: Desk, given: Description, *, unknown: bool) -> str | None:
    """Return what is wrong with the address; of an *unknown* kind, only whether there is one."""
    webhook = given.webhook.strip()
    if not webhook:
        return "required"
    if len(webhook) > rules.LONGEST_WEBHOOK:
        return "too_long"
    if unknown:
        return None
    allowed = Allowed.read(desk.settings.allow_private_addresses)
    return webhook_fault(given.kind, webhook, allowed)
