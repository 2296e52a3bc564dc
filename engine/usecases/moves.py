"""Moving running processes to another published bundle: asked for once, done case by case.

A case stays on its version unless somebody moves it. What cannot go on by the other version is
refused by name and stays; a move can be undone for whatever has not gone on since.
"""

from collections.abc import Mapping

from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import MoveAsked, MoveUndone
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import BundleRow, ErrandRow, MoveLineRow, MoveRow, ProcessRow
from engine.storage.published import bundle_of
from engine.storage.work import Work
from engine.usecases.errands import UNENDED, ask_errand
from engine.usecases.moving import BACK, MOVE, MOVED, WAITING
from engine.workflow import Bundle

LONGEST = 500  # characters of a reason


def ask_move(
    desk: Desk, actor: Actor, versions: tuple[int, int], mapping: Mapping[str, str], reason: str
) -> int:
    """Ask for every running process of one version to be moved to another; return the move's id.

    Args:
        desk: clock, files, runner.
        actor: an administrator.
        versions: from which and to which.
        mapping: new ids of elements that are called otherwise now, by the old ones.
        reason: why, for the record.

    Raises:
        NotFound: ``page.unknown``, ``bundle.unknown``. Invalid: ``move.reason``,
            ``move.same``, ``move.mapping`` (``unknown`` lists ids neither drawing has).
        Conflict: ``move.nothing``: nothing runs by that version; ``move.retired``.

    """
    _require(actor)
    written = reason.strip()
    if not 0 < len(written) <= LONGEST:
        raise Invalid("move.reason", limit=LONGEST)
    with desk.work(actor) as work:
        old, new = bundles(work, versions)
        check_mapping(desk, old, new, mapping)
        running = select(ProcessRow).where(
            ProcessRow.bundle_version == old.version, ProcessRow.ended_at.is_(None)
        )
        found = work.session.scalars(running.order_by(ProcessRow.id)).all()
        if not found:
            raise Conflict("move.nothing", version=old.version)
        row = MoveRow(
            from_version=old.version,
            to_version=new.version,
            mapping=dict(mapping),
            reason=written,
            asked_by=actor.user_id,
            asked_at=work.now,
            errand_id=None,
            undone_by=None,
            undone_at=None,
        )
        work.add(row)
        for process in found:
            work.session.add(_line(row, process))
        row.errand_id = ask_errand(work, MOVE, {"move": row.id}, len(found)).id
        work.record(MoveAsked(row.id, old.version, new.version, len(found)))
        return row.id


def undo_move(desk: Desk, actor: Actor, move_id: int) -> None:
    """Ask for a move to be undone: whatever has not gone on since is put back as it was.

    Also of one that was called off: what it had moved by then is put back.

    Raises:
        NotFound: ``page.unknown``, ``move.unknown``.
        Conflict: ``move.undone`` already; ``move.running``: it is not through yet.

    """
    _require(actor)
    with desk.work(actor) as work:
        row = work.session.get(MoveRow, move_id, with_for_update=True)
        if row is None:
            raise NotFound("move.unknown")
        if row.undone_at is not None:
            raise Conflict("move.undone")
        under_way = work.session.get(ErrandRow, row.errand_id) if row.errand_id else None
        if under_way is not None and under_way.status in UNENDED:
            raise Conflict("move.running")
        row.undone_by, row.undone_at = actor.user_id, work.now
        row.errand_id = ask_errand(work, BACK, {"move": row.id}, _count(work, row, MOVED)).id
        work.record(MoveUndone(row.id))


def bundles(work: Work, versions: tuple[int, int]) -> tuple[Bundle, Bundle]:
    """Return the two bundles of a move.

    Raises:
        NotFound: ``bundle.unknown``. Invalid: ``move.same``. Conflict: ``move.retired``.

    """
    old, new = (bundle_of(work.session, version) for version in versions)
    if old.version == new.version:
        raise Invalid("move.same")
    row = work.get(BundleRow, new.version)
    if row.retired_at is not None:
        raise Conflict("move.retired", version=new.version)
    return old, new


def check_mapping(desk: Desk, old: Bundle, new: Bundle, mapping: Mapping[str, str]) -> None:
    """Return if every id of *mapping* is drawn where it should be.

    Raises:
        Invalid: ``move.mapping``.

    """
    elements = [desk.runner.library.program(one).drawing.elements for one in (old, new)]
    unknown = [key for key in mapping if key not in elements[0]]
    unknown += [value for value in mapping.values() if value not in elements[1]]
    if unknown:
        raise Invalid("move.mapping", unknown=", ".join(sorted(unknown))[:300])


def _line(move: MoveRow, process: ProcessRow) -> MoveLineRow:
    return MoveLineRow(
        move_id=move.id,
        process_id=process.id,
        case_id=process.case_id,
        status=WAITING,
        code=None,
        facts=None,
        old_state=None,
        old_items=None,
        moved_sha=None,
        moved_at=None,
    )


def _count(work: Work, move: MoveRow, status: str) -> int:
    query = select(func.count()).where(MoveLineRow.move_id == move.id, MoveLineRow.status == status)
    return work.session.scalar(query) or 0


def _require(actor: Actor) -> None:
    if not may(actor, Action.SEE_MODELS, Place()):
        raise NotFound("page.unknown")
    if not may(actor, Action.MOVE_PROCESSES, Place()):
        raise NotAllowed("move.not_allowed")
