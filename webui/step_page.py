"""A step's form on a page: which fields stand there, what they hold, what follows on sending."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import url_for
from werkzeug.datastructures import MultiDict

from engine.queries.overview import case_overview
from engine.queries.prefill import prefilled
from engine.queries.step_form import StepForm, step_form
from engine.rules.errors import NotFound
from engine.workflow import Field, Form, Label
from webui.auth import actor, lens
from webui.database import db
from webui.forms import EMPTY, Filled
from webui.lines import case_url
from webui.naming import step_name
from webui.translate import gettext

SHOWN, VERSION = "_shown", "_version"


@dataclass(frozen=True, slots=True)
class Slot:
    """A field and whether it is shown; ``steers``: others depend on its answer."""

    field: Field
    shown: bool
    steers: bool
    value: object


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer to the question that decides what follows, and what follows."""

    answer: Label
    then: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class StepPage:
    """A step ready to be drawn; ``outcomes`` are what each answer would lead to.

    ``fields_url`` says which fields come or go after an answer.
    """

    step: StepForm
    form: Filled
    fields_url: str
    slots: tuple[Slot, ...] = ()
    upcoming: tuple[Label, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def choices(self, key: str) -> list[tuple[int, str]]:
        """Return the people or offices a field offers."""
        return [(each.value, each.name) for each in self.step.choices.get(key, ())]


def step_page(item_id: int, form: Filled = EMPTY) -> StepPage:
    """Return a step's page: untouched, or as *form* was filled in.

    Raises:
        NotFound: ``step.unknown``, also for a stranger.

    """
    step = step_form(db.session(), actor(), lens(), item_id)
    first = prefilled(db.session(), actor(), lens(), step)
    return drawn(step, first, form, url_for("steps.fields", item_id=item_id))


def drawn(step: StepForm, first: Mapping[str, object], form: Filled, fields_url: str) -> StepPage:
    """Return the page of *step* whose untouched form shows *first*.

    Raises:
        WorkflowFault: ``form.shown_when``, where a condition of the form itself fails.

    """
    if step.form is None:
        return StepPage(step, form, fields_url)
    values = {**first, **sent_values(step.form, form.typed)} if form.refused else first
    shown = {field.key for field in step.form.shown(values, step.routing)}
    steering = _steering(step.form)
    slots = tuple(
        Slot(field, field.key in shown, field.key in steering, first.get(field.key, ""))
        for field in step.form.fields
    )
    now = step.form.upcoming(values, step.routing)
    return StepPage(step, form, fields_url, slots, now, _outcomes(step.form, values, step.routing))


def _outcomes(
    form: Form, values: Mapping[str, object], routing: Mapping[str, object]
) -> tuple[Outcome, ...]:
    """Return what each answer to the deciding question leads to; empty where nothing decides."""
    asked = frozenset(name for line in form.next for name in line.when.names)
    deciding = next((each for each in form.fields if each.key in asked and each.options), None)
    if deciding is None:
        return ()
    found = (
        Outcome(each.label, form.upcoming({**values, deciding.key: each.value}, routing))
        for each in deciding.options
    )
    return tuple(outcome for outcome in found if outcome.then)


def sent_values(form: Form, sent: MultiDict[str, str]) -> dict[str, object]:
    """Return what was sent for the fields of *form*; those not on the page have nothing."""
    return {
        field.key: sent.getlist(field.key) if field.type == "choices" else sent[field.key]
        for field in form.fields
        if field.key in sent
    }


def refreshed(page: Callable[[Filled], StepPage], sent: MultiDict[str, str]) -> StepPage:
    """Return the page as it must change after an answer on which others depend.

    *page* draws it, filled in. A field that comes up only now shows what it would have shown at
    first.
    """
    before = set(sent.getlist(SHOWN))
    first = page(EMPTY)
    typed = MultiDict(sent)
    for slot in first.slots:
        if slot.field.key not in before and slot.value not in ("", None):
            typed.setlist(slot.field.key, [_as_sent(slot.value)])
    return page(Filled(typed, {}, refused=True))


def changed(page: StepPage, sent: MultiDict[str, str]) -> list[Slot]:
    """Return the slots that come or go, compared with what the browser shows."""
    before = set(sent.getlist(SHOWN))
    return [slot for slot in page.slots if slot.shown != (slot.field.key in before)]


def _as_sent(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _steering(form: Form) -> frozenset[str]:
    conditions = [field.shown_when for field in form.fields if field.shown_when]
    conditions += [line.when for line in form.next]
    return frozenset(name for each in conditions for name in each.names)


def version_of(sent: MultiDict[str, str]) -> int | None:
    """Return the version of the step the page showed; None if the page did not say."""
    text = sent.get(VERSION, "")
    return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Onward:
    """Where to go after a step was sent in, and what to say there."""

    url: str
    said: str


def onward(name: str, code: str) -> Onward:
    """Return the case's page and what comes next, for somebody who may still see the case."""
    name = step_name(name)
    try:
        case = case_overview(db.session(), actor(), lens(), code)
    except NotFound:
        return Onward(url_for("queue.show"), gettext("已提交“%(step)s”。", step=name))
    following = case.next_step
    if following is None:
        return Onward(case_url(code), gettext("已提交“%(step)s”。", step=name))
    said = gettext(
        "已提交“%(step)s”。下一步：%(next)s。", step=name, next=step_name(following.step)
    )
    return Onward(case_url(code), said)


def labels(page: StepPage, english: bool) -> Mapping[str, str]:  # noqa: FBT001
    """Return field → label, in order, for the summary of what is wrong."""
    return {
        slot.field.key: (slot.field.label.en if english else slot.field.label.zh)
        for slot in page.slots
    }
