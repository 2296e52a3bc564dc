"""Records of the mediation itself: sittings, and how they count."""

from collections.abc import Mapping

from sqlalchemy import func, select

from engine.rules.events import SittingHeld
from engine.storage.models import SittingRow, WorkItemRow
from engine.usecases.procedure import Procedure
from engine.usecases.records.answers import Answers, Record, instant, text, text_or_none

SUCCEEDED = frozenset({"agreed_written", "agreed_oral", "agreed", "settled"})


def sitting(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Write a sitting down; one without result counts towards the three that let duty climb."""
    case, work = procedure.case, procedure.work
    held = work.session.scalar(
        select(func.count())
        .select_from(SittingRow)
        .where(SittingRow.case_id == case.id, SittingRow.planned.is_(False))
    )
    result = text(values, "result")
    row = work.add(
        SittingRow(
            case_id=case.id,
            number=(held or 0) + 1,
            held_at=instant(values, "held_at", procedure),
            place=text_or_none(values, "place"),
            way=text_or_none(values, "way"),
            present=text_or_none(values, "present"),
            record=text(values, "record"),
            result=result,
            planned=False,
            recorded_by=work.actor_id,
            recorded_at=work.now,
        )
    )
    if result not in SUCCEEDED:
        case.sittings_failed += 1
    if result == "settled":  # no agreement will follow to say that the duty is done
        procedure.send("duty_done", {}, kind="duty")
    work.record(SittingHeld(row.id, row.number, result), case)
    return {"sittings_failed": case.sittings_failed}


RECORDS: Mapping[str, Record] = {"sitting": sitting}
