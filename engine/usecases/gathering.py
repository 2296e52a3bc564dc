"""What every act on a case asks first, asked in one round trip.

On PostgreSQL a statement costs the way there and back; what an act is sure to want is known as
soon as the case is. The answers go where those who ask look first: whoever wants something else
asks as ever. On SQLite there is no way to save, and nothing is asked ahead.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import BindParameter, Date, bindparam, select, union_all

from engine.rules.calendar import local_day
from engine.rules.errors import NotFound
from engine.storage import calendars, versions
from engine.storage.keys import TAKE_USUAL, keep_keys
from engine.storage.leases import is_sqlite
from engine.storage.models import CaseRow, GrantRow, OfficeRow, UserRow
from engine.storage.people import in_force
from engine.storage.reaches import told_of
from engine.storage.trips import Question, together
from engine.storage.work import QUIET, Work
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
ITS_OFFICES = union_all(
    *(
        select(column).where(CaseRow.id == CASE)
        for column in (*ANSWERING, CaseRow.place_id, CaseRow.registered_office_id)
    )
)
_near = select(OfficeRow.id, OfficeRow.parent_id).where(OfficeRow.id.in_(ITS_OFFICES))
_up = _near.cte("upwards", recursive=True)
_up = _up.union(
    select(OfficeRow.id, OfficeRow.parent_id).join(_up, OfficeRow.id == _up.c.parent_id)
)
OFFICES = select(OfficeRow).where(OfficeRow.id.in_(select(_up.c.id))).execution_options(**QUIET)
_answering = union_all(*(select(column).where(CaseRow.id == CASE) for column in ANSWERING))
STAFF = (
    select(GrantRow.office_id, GrantRow.role, UserRow)
    .join(UserRow, GrantRow.user_id == UserRow.id)
    .where(GrantRow.office_id.in_(_answering), in_force(DAY))
    .order_by(UserRow.id, GrantRow.id)
    .execution_options(**QUIET)
)
TOLD = told_of(select(GrantRow.user_id).where(GrantRow.office_id.in_(_answering)))


def gather(work: Work, case: CaseRow, user_id: int | None = None) -> None:
    """Ask what an act of *user_id* on *case*, which is locked, is going to want; lock its steps."""
    if is_sqlite(work.session):
        return
    asked = {"case_id": case.id, "user_id": user_id or 0, "today": local_day(work.now)}
    loaded, bare = together(
        work.session,
        _loaded(work, case.id, caseload.LOCKED_STEPS),
        (*_bare(work, case.id), (conflicts.IN_FORCE, asked)),
    )
    caseload.note_locked(work, case)
    _keep(work, case, (loaded, bare))
    if user_id is not None:
        conflicts.keep(work, case, user_id, bare[-1])


def lock_and_gather(work: Work, case_id: int) -> CaseRow:
    """Lock a case and ask what its clocks are going to want; return it.

    Raises:
        NotFound: ``record.unknown``.

    """
    if is_sqlite(work.session):
        return work.get(CaseRow, case_id, lock=True)
    loaded, bare = together(
        work.session,
        ((LOCKED_CASE, {"case_id": case_id}), *_loaded(work, case_id, caseload.OPEN_STEPS)),
        (
            *_bare(work, case_id),
            (audiences.OVER, {"case_id": case_id}),
            (silenced.ASKED, silenced.asked_with(work, case_id)),
        ),
    )
    case: CaseRow | None = loaded[0].scalar_one_or_none()
    if case is None:
        raise NotFound("record.unknown", table="case", key=case_id)
    work.keep(case)
    _keep(work, case, (loaded[1:], bare))
    audiences.keep(work, caseload.clocks_of(work, case), bare[-2])
    silenced.keep(work, case, bare[-1])
    return case


def _loaded(work: Work, case_id: int, steps: Any) -> tuple[Question, ...]:
    of, day = {"case_id": case_id}, local_day(work.now)
    return (
        (caseload.CLOCKS, of),
        (steps, of),
        (OFFICES, of),
        (STAFF, {**of, "day": day}),
    )


def _bare(work: Work, case_id: int) -> tuple[Question, ...]:
    return (
        (TOLD, {"case_id": case_id, "day": local_day(work.now)}),
        (versions.PUBLISHED, {}),
        (calendars.REVISION, {}),
        (TAKE_USUAL, {}),
    )


def _keep(work: Work, case: CaseRow, answers: tuple[list[Any], list[list[Any]]]) -> None:
    (clocks, steps, near, staff), bare = answers
    caseload.keep(work, case, list(clocks.scalars()), steps.all())
    for office in near.scalars():
        work.keep(office)
    held: defaultdict[int, list[tuple[str, UserRow]]] = defaultdict(list)
    for office_id, role, person in staff:
        held[office_id].append((role, person))
        work.keep(person)
    for office_id in {case.holder_id, case.body_id or case.holder_id}:
        offices.keep(work, office_id, held[office_id])
    told, seen, revision, keys = bare[:4]
    people = {person.id for those in held.values() for _, person in those}
    recipients.keep(work, people, told)
    versions.keep(work.session, seen)
    calendars.keep(work.session, revision)
    keep_keys(work.session, keys[0])
