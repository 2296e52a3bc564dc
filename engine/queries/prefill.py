"""What a step's form shows before anybody has typed: its defaults, and what is known already."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.queries.proposed_office import proposed_office
from engine.queries.step_form import StepForm
from engine.rules.calendar import OFFICE_ZONE
from engine.rules.case import PartyRole
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, NoteRow, PartyRow
from engine.workflow import Form

DONE_AT = frozenset({"held_at", "reported_at"})  # instants of what has just been done
PARTIES = frozenset({"present", "visited"})
AS_LAST_TIME = ("place", "way", "present", "invited")
SIDES = (PartyRole.APPLICANT, PartyRole.RESPONDENT)


def prefilled(session: Session, actor: Actor, lens: Lens, step: StepForm) -> Mapping[str, object]:
    """Return field → value of an untouched form, as it would be sent in.

    What was done today is dated today; people and places are those of the case or of last time.
    Only open steps that the person may send in have any.
    """
    if step.form is None or step.hindrance is not None:
        return step.values
    case = session.scalars(select(CaseRow).where(CaseRow.code == step.case_code)).one()
    known = {
        **_days(step.form, lens),
        **_people(session, step.form, case),
        **_choices(session, actor, step, case),
        **_last_time(step),
        **_account(session, step),
    }
    keys = {field.key for field in step.form.fields}
    return {**step.values, **{key: known[key] for key in known if key in keys}}


def _days(form: Form, lens: Lens) -> dict[str, object]:
    now = lens.now.astimezone(OFFICE_ZONE)
    days: dict[str, object] = {
        field.key: now.date().isoformat()
        for field in form.fields
        if field.type == "date" and field.key.endswith("_on")
    }
    return {**days, **dict.fromkeys(DONE_AT, f"{now:%Y-%m-%dT%H:%M}")}


def _people(session: Session, form: Form, case: CaseRow) -> dict[str, object]:
    if not any(field.key in PARTIES for field in form.fields):
        return {}
    query = select(PartyRow.name).where(PartyRow.case_id == case.id, PartyRow.role.in_(SIDES))
    names = "、".join(session.scalars(query.order_by(PartyRow.id)))
    return dict.fromkeys(PARTIES, names)


def _choices(session: Session, actor: Actor, step: StepForm, case: CaseRow) -> dict[str, object]:
    """Return who handles the case and leads it, and where it was proposed to go."""
    offered = {key: {choice.value for choice in found} for key, found in step.choices.items()}
    found: dict[str, object] = {}
    for key, chosen in (("handler", case.assignee_id), ("leader", case.leader_id)):
        if chosen in offered.get(key, ()):
            found[key] = chosen
    if "route_office" in offered and (proposed := case.route.get("proposed")):
        found["channel"] = proposed.get("channel")
        office = proposed_office(session, actor, proposed, case.category, case.place_id)
        found["route_office"] = office
    return found


def _last_time(step: StepForm) -> dict[str, object]:
    if not step.history:
        return {}
    answers = step.history[0].answers
    return {key: answers[key] for key in AS_LAST_TIME if answers.get(key)}


def _account(session: Session, step: StepForm) -> dict[str, object]:
    """Return what was seen, as whoever reported the risk wrote it down."""
    if step.subject_kind != "risk_report" or step.subject_id is None:
        return {}
    note = session.get(NoteRow, step.subject_id)
    return {} if note is None else {"account": note.text}
