"""Records of the mediation itself: sittings, and how they count."""

from collections.abc import Mapping

from sqlalchemy import delete, func, select

from engine.rules.events import SittingHeld
from engine.storage.models import CaseRow, SittingRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases.procedure import Procedure
from engine.usecases.records.answers import (
    Answers,
    Record,
    appointment,
    instant,
    text,
    text_or_none,
)

SUCCEEDED = frozenset({"agreed_written", "agreed_oral", "agreed", "settled"})


def sitting(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Write a sitting down; one without result counts towards the three that let duty climb."""
    case, work = procedure.case, procedure.work
    forget_plans(work, case)
    result = text(values, "result")
    row = work.add(
        SittingRow(
            case_id=case.id,
            number=_next_number(work, case),
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
    _plan(procedure, values, "next_sitting_at")
    return {"sittings_failed": case.sittings_failed}


def notice(procedure: Procedure, _: WorkItemRow, values: Answers) -> dict[str, object]:
    """Put the sitting the parties were told of into the agenda."""
    forget_plans(procedure.work, procedure.case)
    _plan(procedure, values, "sitting_at")
    return {}


def forget_plans(work: Work, case: CaseRow) -> None:
    """Strike out appointed sittings: one was held, another appointed, or the case is over."""
    work.session.execute(
        delete(SittingRow).where(SittingRow.case_id == case.id, SittingRow.planned)
    )


def _next_number(work: Work, case: CaseRow) -> int:
    held = work.session.scalar(
        select(func.count())
        .select_from(SittingRow)
        .where(SittingRow.case_id == case.id, SittingRow.planned.is_(False))
    )
    return (held or 0) + 1


def _plan(procedure: Procedure, values: Answers, key: str) -> None:
    """Appoint the next sitting, if the form names one."""
    case, work = procedure.case, procedure.work
    at = appointment(values, key, procedure)
    if at is None:
        return
    work.add(
        SittingRow(
            case_id=case.id,
            number=_next_number(work, case),
            held_at=at,
            place=text_or_none(values, "place"),
            way=text_or_none(values, "way"),
            present=None,
            record="",
            result="planned",
            planned=True,
            recorded_by=work.actor_id,
            recorded_at=work.now,
        )
    )


RECORDS: Mapping[str, Record] = {"sitting": sitting, "notice": notice}
