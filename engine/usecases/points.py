"""The points ledger: entering by hand, and reversing. An entry is never edited.

What events enter by themselves is in ``engine.usecases.point_entering``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from secrets import token_hex

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.events import PointsEntered
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.points import (
    BY_HAND,
    CENT,
    FREE,
    MOST,
    PointRule,
    Unit,
    month_of,
    rule_from_row,
)
from engine.storage.models import CaseRow, OfficeRow, PointEntryRow, UserRow
from engine.storage.published import law_table
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.point_ledger import TABLE, Entry, entry_for, reverse, total, write_entry
from engine.usecases.repeats import sent_before

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class ByHand:
    """Points a supervisor enters: by a rule of the table, or freely (``rule`` FREE).

    ``points`` is text as typed, and counts only where the rule leaves it open. ``login`` is the
    person it counts for, empty: the office alone.
    """

    office_id: int
    rule: str
    reason: str
    points: str = ""
    login: str = ""
    case_code: str = ""


def enter_by_hand(desk: Desk, actor: Actor, given: ByHand) -> int:
    """Enter points by hand, with a reason; return the entry's id.

    Raises:
        NotAllowed: the person does not supervise the office.
        NotFound: no such office.
        Invalid: no reason, unknown rule, person or case, or points out of range.
        Conflict: the very same was entered by this person within the last ten minutes.

    """
    with desk.work(actor) as work:
        office = work.get(OfficeRow, given.office_id)
        if not may(actor, Action.ENTER_POINTS, Place((office.path,))):
            raise NotAllowed("points.not_above", office=office.name)
        today = desk.local_day(work.now)
        rule, rule_row = _rule_by_hand(work, given, today)
        user_id = _person(work, office, given.login)
        if rule.unit is Unit.PERSON and user_id is None:
            raise Invalid("points.form", fields={"login": "required"})
        case = _case(work, office, given.case_code)
        same = {
            "rule": rule.key,
            "office_id": office.id,
            "base": rule.base,
            "month": month_of(today),
            "reason": given.reason.strip(),
            "user_id": user_id,
            "case_id": case.id if case else None,
        }
        _refuse_again(work, same)
        key = f"{rule.key}:hand:{token_hex(8)}"
        row = write_entry(work, Entry(key=key, rule_row=rule_row, **same))  # type: ignore[arg-type]
        work.record(PointsEntered(row.id, row.rule, office.id, str(total(row))), case)
        return row.id


def _refuse_again(work: Work, same: Mapping[str, object]) -> None:
    """Refuse what was entered just now: two occasions have two reasons, or one was reversed."""
    at, by = PointEntryRow.entered_at, work.actor_id
    for row in sent_before(work, PointEntryRow, at, entered_by=by, **same):
        reversal = select(PointEntryRow.id).where(PointEntryRow.reverses_id == row.id)
        if row.key.startswith(f"{row.rule}:hand:") and work.session.scalar(reversal) is None:
            raise Conflict("points.just_entered")


def _rule_by_hand(work: Work, given: ByHand, today: object) -> tuple[PointRule, dict[str, object]]:
    wrong = {}
    if not given.reason.strip():
        wrong["reason"] = "required"
    elif len(given.reason) > LONGEST:
        wrong["reason"] = "too_long"
    if given.rule == FREE:
        points = _amount(given.points)
        if points is None:
            wrong["points"] = "points.bad_value"
        if wrong or points is None:
            raise Invalid("points.form", fields=wrong)
        free = PointRule(
            FREE, "手工登记", "Entered by hand", points, Unit.OFFICE,
            doubles=False, by_hand=True, source="",
        )  # fmt: skip
        return free, {**asdict(free), "rule": FREE}
    table = law_table(work.session, TABLE).table
    asked = {**dict.fromkeys(table.names), "kind": BY_HAND, "point_rule": given.rule, "on": today}
    decision = table.decide(asked)
    if not decision.matched or not isinstance(decision.outputs, Mapping):
        wrong["rule"] = "unknown_option"
    if wrong or not isinstance(decision.outputs, Mapping):
        raise Invalid("points.form", fields=wrong)
    return rule_from_row(decision.outputs), dict(decision.outputs)


def _amount(text: str) -> Decimal | None:
    try:
        points = Decimal(text.strip().replace("−", "-"))
    except InvalidOperation:
        return None
    if not points.is_finite() or not 0 < abs(points) <= MOST or points != points.quantize(CENT):
        return None
    return points


def _person(work: Work, office: OfficeRow, login: str) -> int | None:
    if not login.strip():
        return None
    query = select(UserRow.id).where(UserRow.login == login.strip())
    user_id = work.session.scalar(query)
    if user_id is None or not offices.works_in(work, user_id, office.id):
        raise Invalid("points.form", fields={"login": "points.not_of_the_office"})
    return user_id


def _case(work: Work, office: OfficeRow, code: str) -> CaseRow | None:
    if not code.strip():
        return None
    case = work.session.scalar(select(CaseRow).where(CaseRow.code == code.strip()))
    if case is None or case.holder_id != office.id:
        raise Invalid("points.form", fields={"case_code": "points.not_of_the_office"})
    return case


def reverse_by_hand(desk: Desk, actor: Actor, entry_id: int, reason: str) -> int:
    """Reverse an entry, with a reason; return the id of the entry that reverses it.

    Raises:
        NotFound: ``points.unknown``: no such entry for this person.
        Conflict: it was reversed before, or reverses another one.
        Invalid: no reason.

    """
    if not reason.strip() or len(reason) > LONGEST:
        wrong = "too_long" if reason.strip() else "required"
        raise Invalid("points.reversal", fields={"reason": wrong})
    with desk.work(actor) as work:
        row = entry_for(work, actor, entry_id, Action.ENTER_POINTS)
        return reverse(work, row, reason.strip()).id
