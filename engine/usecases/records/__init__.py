"""What a step's answers put on record, and what they tell the process.

A form names the record it writes. Each record turns answers into facts in their own tables and
returns the routing values the diagram's gateways look at next.
"""

from collections.abc import Mapping

from engine.rules.errors import WorkflowFault
from engine.storage.models import ProcessRow, WorkItemRow
from engine.usecases.procedure import Procedure
from engine.usecases.records import agreements, handing, intake, sittings, supervision
from engine.usecases.records.answers import Record
from engine.usecases.records.chosen import require_chosen
from engine.workflow import Form

# Papers of the file: the answers themselves, kept with the step, are the record.
KEPT_AS_ANSWERS = frozenset(
    {
        "archiving",
        "consent",
        "court_report",
        "expiry",
        "investigation",
        "mediators",
        "risk",
        "supervision",
        "undisputed",
    }
)

RECORDS: Mapping[str, Record] = {
    **intake.RECORDS,
    **sittings.RECORDS,
    **agreements.RECORDS,
    **handing.RECORDS,
    **supervision.RECORDS,
}


def write(
    procedure: Procedure, item: WorkItemRow, form: Form, values: Mapping[str, object]
) -> dict[str, object]:
    """Put the answers of a step on record; return what the process must know besides them.

    Raises:
        WorkflowFault: ``record.unknown``: the form names a record nobody writes.
        Invalid: an answer does not fit the case.
    """
    require_chosen(procedure.work, form, values)
    if form.record is None or form.record in KEPT_AS_ANSWERS:
        return {}
    record = RECORDS.get(form.record)
    if record is None:
        raise WorkflowFault("record.unknown", form=form.key, record=form.record)
    return record(procedure, item, values)


def known_routing(procedure: Procedure, item: WorkItemRow) -> Mapping[str, object]:
    """Return the routing values a step's form may look at."""
    process = procedure.work.get(ProcessRow, item.process_id)
    return procedure.routing_at(process, item.task_id)
