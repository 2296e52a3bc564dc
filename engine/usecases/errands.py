"""Long work behind the pages: asked for in a moment, done by a tick in small portions.

Every portion is committed by itself, so that progress can be seen, the work can be called off
between two portions, and a server that dies goes on where it was. What a kind of errand does is
registered by its own room; it must be able to take a portion up again that was not noted.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from time import monotonic

from sqlalchemy import select

from engine import usecases
from engine.desk import Desk
from engine.rules.errors import Conflict, EngineError, NotFound
from engine.rules.permissions import Actor
from engine.storage.models import ErrandRow
from engine.storage.work import Work

log = logging.getLogger(__name__)

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"
UNENDED = (WAITING, RUNNING)
TURN_SECONDS = 8.0  # of one run of the tick; other ticks wait for nobody


@dataclass(frozen=True, slots=True)
class Errand:
    """What a portion is told: which errand, what was asked, by whom, how far it is."""

    id: int
    kind: str
    subject: Mapping[str, object]
    asked_by: int
    done: int


@dataclass(frozen=True, slots=True)
class Portion:
    """What a portion did: how far the errand is now, of how many, and its result when it ended."""

    done: int
    total: int
    ended: bool = False
    result: Mapping[str, object] | None = None


Carrier = Callable[[Desk, Errand], Portion]
ERRANDS: dict[str, Carrier] = {}


def errand(kind: str) -> Callable[[Carrier], Carrier]:
    """Register what carries out one portion of an errand of *kind*."""

    def register(carrier: Carrier) -> Carrier:
        ERRANDS[kind] = carrier
        return carrier

    return register


def carrier_of(kind: str) -> Carrier:
    """Return what carries out a kind of errand, whoever ticks and whatever it has imported.

    Raises:
        NotFound: ``errand.kind``: no room of this release knows it.

    """
    if kind not in ERRANDS:
        for module in iter_modules(usecases.__path__):  # each registers its own
            import_module(f"{usecases.__name__}.{module.name}")
    if kind not in ERRANDS:
        raise NotFound("errand.kind", kind=kind)
    return ERRANDS[kind]


def ask_errand(work: Work, kind: str, subject: Mapping[str, object], total: int) -> ErrandRow:
    """Ask for an errand inside the work that needs it; *total* is what is expected.

    ``work.actor`` is who asked, and must be a person.
    """
    if work.actor is None:
        raise ValueError("an errand is asked for by a person")
    row = ErrandRow(
        kind=kind,
        subject=dict(subject),
        status=WAITING,
        total=total,
        result=None,
        fault=None,
        asked_by=work.actor.user_id,
        asked_at=work.now,
        started_at=None,
        ended_at=None,
    )
    return work.add(row)


def cancel_errand(desk: Desk, actor: Actor, errand_id: int) -> None:
    """Call an errand off after its present portion; what is done stays done.

    Raises:
        NotFound: ``errand.unknown``, also for whoever did not ask for it.
        Conflict: ``errand.over``.

    """
    with desk.work(actor) as work:
        row = work.session.get(ErrandRow, errand_id, with_for_update=True)
        if row is None or row.asked_by != actor.user_id:
            raise NotFound("errand.unknown")
        if row.status not in UNENDED:
            raise Conflict("errand.over", status=row.status)
        row.cancel_asked = True


def run_errands(desk: Desk, seconds: float = TURN_SECONDS) -> int:
    """Do portions of what has been asked for, the oldest first, for about *seconds*.

    Returns:
        How many portions were done.
    """
    until, portions = monotonic() + seconds, 0
    while monotonic() < until:
        found = _take(desk)
        if found is None:
            break
        _run_portion(desk, found)
        portions += 1
    return portions


def _take(desk: Desk) -> Errand | None:
    """Return the oldest errand that is to go on; end those that were called off."""
    with desk.read() as session:
        query = select(ErrandRow.id).where(ErrandRow.status.in_(UNENDED)).order_by(ErrandRow.id)
        waiting = session.scalars(query.limit(1)).first()
    if waiting is None:
        return None
    with desk.work(None) as work:
        row = work.get(ErrandRow, waiting, lock=True)
        if row.cancel_asked:
            row.status, row.ended_at = CANCELLED, work.now
        elif row.status == WAITING:
            row.status, row.started_at = RUNNING, work.now
        return Errand(row.id, row.kind, row.subject, row.asked_by, row.done)


def _run_portion(desk: Desk, asked: Errand) -> None:
    with desk.read() as session:
        if session.scalar(select(ErrandRow.status).where(ErrandRow.id == asked.id)) != RUNNING:
            return
    fault, portion = None, None
    try:
        portion = carrier_of(asked.kind)(desk, asked)
    except Exception as error:  # one errand that fails stops no other
        log.exception("errand %s (%s) failed", asked.id, asked.kind)
        fault = error.code if isinstance(error, EngineError) else "fault"
    with desk.work(None) as work:
        row = work.get(ErrandRow, asked.id, lock=True)
        if portion is not None:
            row.done, row.total = portion.done, portion.total
            row.result = dict(portion.result) if portion.result is not None else row.result
        if fault is not None:
            row.status, row.fault = FAILED, fault
        elif portion is not None and portion.ended:
            row.status = DONE
        if row.status != RUNNING:
            row.ended_at = work.now
