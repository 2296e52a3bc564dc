"""What every act on a case asks first, asked in one round trip.

On PostgreSQL a statement costs the way there and back; what an act is sure to want is known as
soon as the case is. The answers go where those who ask look first: whoever wants something else
asks as ever. On SQLite there is no way to save, and nothing is asked ahead.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import BindParameter, Date, Integer, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import array

from engine.rules.calendar import local_day
from engine.rules.errors import NotFound
from engine.storage import office_calendars, versions
from engine.storage.alias import alias
from engine.storage.keys import TAKE_USUAL, keep_keys
from engine.storage.leases import is_sqlite
from engine.storage.models import CaseRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force
from engine.storage.reaches import told_of
from engine.storage.reading import Question, ask_all, in_one
from engine.storage.work import Work
from engine.usecases import audiences, caseload, conflicts, offices, recipients, silenced

CASE: BindParameter[Any] = bindparam("case_id")
DAY: BindParameter[Any] = bindparam("day", type_=Date())
LOCKED_CASE = (
    select(CaseRow)
    .where(CaseRow.id == CASE)
    .with_for_update(of=CaseRow)
    .execution_options(populate_existing=True)
)
ANSWERING = (CaseRow.holder_id, CaseRow.body_id)


def _of_case(*columns: Any) -> Any:
    """Return any of the values of *columns* of the case: found by key, whatever else is there."""
    values = select(func.unnest(array(columns))).where(CaseRow.id == CASE)
    return any_(func.array(values.scalar_subquery()))


_near = alias(OfficeRow)
_paths = func.string_to_array(func.trim(_near.path, "/"), "/")
_upwards = select(cast(func.unnest(_paths), Integer)).where(
    _near.id == _of_case(*ANSWERING, CaseRow.place_id, CaseRow.registered_office_id)
)
OFFICES = select(OfficeRow).where(OfficeRow.id == any_(func.array(_upwards.scalar_subquery())))
STAFF = (
    select(GrantRow.office_id, GrantRow.role, UserRow)
    .join(UserRow, GrantRow.user_id == UserRow.id)
    .where(GrantRow.office_id == _of_case(*ANSWERING), in_force(DAY))
    .order_by(UserRow.id, GrantRow.id)
)
TOLD = told_of(select(GrantRow.user_id).where(GrantRow.office_id == _of_case(*ANSWERING)))
USUAL = (TOLD, versions.PUBLISHED, office_calendars.REVISION, TAKE_USUAL)
OF_STEP = in_one(*USUAL, conflicts.IN_FORCE)
OF_CLOCK = in_one(*USUAL, audiences.OVER, silenced.ASKED)


def gather(work: Work, case: CaseRow, user_id: int | None = None) -> None:
    """Ask what an act of *user_id* on *case*, which is locked, is going to want; lock its steps."""
    if is_sqlite(work.session):
        return
    asked = {"user_id": user_id or 0, "today": local_day(work.now)}
    told = ask_all(work.session, _questions(work, case.id, caseload.LOCKED_STEPS, (OF_STEP, asked)))
    caseload.note_locked(work, case)
    conflicted = _keep(work, case, told)[-1]
    if user_id is not None:
        conflicts.keep(work, case, user_id, conflicted)


def lock_and_gather(work: Work, case_id: int) -> CaseRow:
    """Lock a case and ask what its clocks are going to want; return it.

    Raises:
        NotFound: ``record.unknown``.

    """
    lock = (LOCKED_CASE, {"case_id": case_id})
    if is_sqlite(work.session):
        found, *told = ask_all(work.session, (lock,))
    else:
        asked = (OF_CLOCK, silenced.asked_with(work, case_id))
        others = _questions(work, case_id, caseload.OPEN_STEPS, asked)
        found, *told = ask_all(work.session, (lock, *others))
    if not found:
        raise NotFound("record.unknown", table="case", key=case_id)
    case: CaseRow = work.keep(found[0][0])
    if told:
        over, quiet = _keep(work, case, told)
        audiences.keep(work, caseload.clocks_of(work, case), over)
        silenced.keep(work, case, quiet)
    return case


def _questions(work: Work, case_id: int, steps: Any, rest: Question) -> tuple[Question, ...]:
    of = {"case_id": case_id, "day": local_day(work.now)}
    together, asked = rest
    return (
        (caseload.CLOCKS, of),
        (steps, of),
        (OFFICES, of),
        (STAFF, of),
        (together, {**of, **asked}),
    )


def _keep(work: Work, case: CaseRow, answers: list[list[Any]]) -> list[list[Any]]:
    """Keep what both acts ask; return what else was asked together with it."""
    clocks, steps, near, staff, small = answers
    told, seen, revision, keys, *rest = list[list[Any]](small[0])
    caseload.keep(work, case, [clock for (clock,) in clocks], steps)
    for (office,) in near:
        work.keep(office)
    held: defaultdict[int, list[tuple[str, UserRow]]] = defaultdict(list)
    for office_id, role, person in staff:
        held[office_id].append((role, person))
        work.keep(person)
    for office_id in {case.holder_id, case.body_id or case.holder_id}:
        offices.keep(work, office_id, held[office_id])
    people = {person.id for those in held.values() for _, person in those}
    recipients.keep(work, people, told)
    versions.keep(work.session, seen)
    office_calendars.keep(work.session, revision)
    keep_keys(work.session, keys[0])
    return rest
