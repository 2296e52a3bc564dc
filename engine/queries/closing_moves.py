"""Which time limits move when a closing office hands its cases over: worked out beforehand.

What ran by the working days of the closed office then runs by those of its successor. The
arithmetic is that of the handover itself (``engine.usecases.office_handover``).
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from engine.queries.calendar_moves import Move, Moves, moves_of, portions
from engine.queries.lens import Lens
from engine.rules.calendar import WorkCalendar
from engine.rules.errors import NotFound
from engine.storage.models import ClockRow, OfficeRow

SHOWN = 50


def closing_moves(
    session: Session, lens: Lens, between: tuple[int, int], cases: Sequence[tuple[int, str]]
) -> Moves:
    """Return which running limits would end on another day.

    *between* is (the closing office, its successor); *cases* are what is handed over as (id, what
    the case is called), shown in that order, the first ``SHOWN``. For those who close offices.

    Raises:
        NotFound: ``record.unknown``: one of the offices.

    """
    office, successor = (_path(session, each) for each in between)
    calendar_of = lens.days(session)
    if calendar_of(office).version == calendar_of(successor).version:
        return Moves(0, 0, ())

    def after(path: str) -> WorkCalendar:
        return calendar_of(successor if path == office else path)

    def own(clock: ClockRow) -> bool:
        return clock.office_id == between[0]

    called = dict(cases)
    moves: list[tuple[int, Move]] = []
    stuck = 0
    for ids in portions(list(called)):
        for case_id, move in moves_of(session, ids, after, own):
            if move is None:
                stuck += 1
            else:
                moves.append((case_id, replace(move, code=called[case_id])))
    lines = tuple(move for _, move in moves[:SHOWN])
    return Moves(len(moves), len({case_id for case_id, _ in moves}), lines, stuck=stuck)


def _path(session: Session, office_id: int) -> str:
    row = session.get(OfficeRow, office_id)
    if row is None:
        raise NotFound("record.unknown", table="office", key=office_id)
    return row.path
