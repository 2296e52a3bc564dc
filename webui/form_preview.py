"""An unsaved form as the person at the step will see it, drawn by the step's own templates."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from werkzeug.datastructures import MultiDict

from engine.queries.step_form import Choice, StepForm
from engine.rules.errors import Invalid
from engine.workflow import Form, FormRefused, read_form
from webui.forms import EMPTY, Filled
from webui.naming import reader_name
from webui.step_page import StepPage, drawn, refreshed, sent_values
from webui.translate import gettext
from webui.wording import field_sentences

SOURCE, GIVEN, TRIED = "_form", "_given", "_tried"  # what the preview sends besides its fields


def form_in(sent: MultiDict[str, str], path: str) -> Form | None:
    """Return the unsaved form that was sent along; None while it is not whole."""
    try:
        return read_form(sent.get(SOURCE, "").encode("utf-8", "replace"), path)
    except FormRefused:
        return None


def given_in(sent: MultiDict[str, str], form: Form) -> dict[str, object]:
    """Return the values the process is taken to carry; None for what a condition asks besides."""
    try:
        raw: Any = json.loads(sent.get(GIVEN, "") or "{}")
    except ValueError:
        raw = {}
    known = {
        key: value
        for key, value in (raw.items() if isinstance(raw, dict) else ())
        if value is None or isinstance(value, (bool, int, str))
    }
    return {**dict.fromkeys(asked_names(form)), **known}


def asked_names(form: Form) -> tuple[str, ...]:
    """Return the names that conditions of *form* look at and that it does not ask itself."""
    conditions = [field.shown_when for field in form.fields if field.shown_when]
    conditions += [line.when for line in form.next]
    own = {field.key for field in form.fields}
    return tuple(sorted({name for each in conditions for name in each.names} - own))


def preview(
    form: Form, routing: Mapping[str, object], fields_url: str, filled: Filled = EMPTY
) -> StepPage:
    """Return the page of a step with *form*, in a process that carries *routing*.

    Raises:
        WorkflowFault: ``form.shown_when``, where a condition cannot be decided.

    """
    first = {field.key: field.default for field in form.fields if field.default is not None}
    return drawn(_step(form, routing, first), first, filled, fields_url)


def changed_preview(
    form: Form, routing: Mapping[str, object], fields_url: str, sent: MultiDict[str, str]
) -> StepPage:
    """Return the page after an answer others depend on; as ``webui.step_page.refreshed``."""
    return refreshed(partial(preview, form, routing, fields_url), sent)


def tried(form: Form, routing: Mapping[str, object], sent: MultiDict[str, str]) -> Filled:
    """Return what was typed with what would be refused, had it been sent in."""
    try:
        form.validate(sent_values(form, sent), routing)
    except Invalid as error:
        return Filled(sent, field_sentences(error), refused=True)
    return Filled(sent, {}, refused=True)


def _step(form: Form, routing: Mapping[str, object], first: Mapping[str, object]) -> StepForm:
    return StepForm(
        item_id=0,
        version=0,
        case_code="",
        element="",
        name=reader_name(form.title.zh, form.title.en),
        status="open",
        line=None,
        hindrance=None,
        form=form,
        shown=(),
        documents=(),
        routing=routing,
        values=first,
        choices={field.key: _examples(field.type) for field in form.fields},
        answers={},
        history=(),
    )


def _examples(kind: str) -> tuple[Choice, ...]:
    """Return people or offices to choose from that do not exist: a preview shows nobody."""
    names = {
        "user": (gettext("示例人员甲"), gettext("示例人员乙")),
        "office": (gettext("示例单位甲"), gettext("示例单位乙")),
    }.get(kind, ())
    return tuple(Choice(number, name) for number, name in enumerate(names, 1))
