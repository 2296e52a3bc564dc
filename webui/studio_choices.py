"""What may be picked in a diagram, as JSON in the reader's language: codes with their words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.feel import Table
from engine.queries.model_choices import Choices, choices_of
from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.rules.roles import Role
from engine.workflow import Form
from webui import approval_words
from webui.clock_sheet import clock_name
from webui.naming import reader_name
from webui.start_words import STARTS
from webui.step_papers import PAPERS
from webui.studio_words import EFFECTS, MESSAGES, MOMENTS, OFFICES, VALUES
from webui.terms import choices, term
from webui.translate import gettext

Json = dict[str, object]
MANY = 60  # values of one table column; more are not a list to pick from
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})


def choices_json(files: Mapping[str, bytes], rules: Iterable[DeadlineRule]) -> Json:
    """Return everything the editor of diagrams offers for the set *files* under these *rules*."""
    found = choices_of(files)
    return {
        "roles": [_one(role, term("role", role)) for role in Role if role not in KEEPERS],
        "offices": _words(OFFICES),
        "statuses": [_one(code, words) for code, words in choices("status")],
        "clocks": [_clock(rule) for rule in rules],
        "starts": _words({**MOMENTS, **STARTS}),
        "documents": _words(PAPERS),
        "effects": [
            {**_one(code, str(words)), "parameters": _parameters(found, code)}
            for code, words in EFFECTS.items()
        ],
        "messages": _words(MESSAGES),
        "processes": [
            {**_one(each.key, each.name or each.key), "path": each.path} for each in found.processes
        ],
        "decisions": [_table(table) for table in found.tables if not table.file.startswith("law/")],
        "forms": [_form(form) for form in found.forms],
        "values": _values(found),
    }


def _one(value: str, label: str) -> Json:
    return {"value": str(value), "label": label}


def _words(words: Mapping[str, object]) -> list[Json]:
    return [_one(code, str(text)) for code, text in words.items()]


def _label(label: object) -> str:
    zh, en = getattr(label, "zh", ""), getattr(label, "en", "")
    return str(reader_name(zh, en))


def _clock(rule: DeadlineRule) -> Json:
    dated = rule.unit is Unit.DATE
    return {
        **_one(rule.key, f"{rule.key} {clock_name(rule)}"),
        "group": term("channel", rule.channel) if rule.channel else gettext("各渠道"),
        "length": term("unit", "DATE") if dated else approval_words.length(rule.length, rule.unit),
        "article": approval_words.article(rule),
        "start": str(STARTS.get(rule.start_event, rule.start_event)),
        "expiry": term("on_expiry", rule.on_expiry),
        "roll": str(rule.roll),
        "dated": dated,
    }


def _parameters(found: Choices, effect: str) -> list[Json]:
    given = found.parameters.get(effect, ())
    return [{"id": each.key, "type": each.type, "value": each.value} for each in given]


def _table(table: Table) -> Json:
    return {
        **_one(table.key, table.name or table.key),
        "path": table.file,
        "inputs": [column.label for column in table.inputs],
        "outputs": [column.label or column.name for column in table.outputs],
    }


def _form(form: Form) -> Json:
    return {
        **_one(form.key, _label(form.title)),
        "path": f"forms/{form.key}.json",
        "count": len(form.fields),
        "next": [_label(line.text) for line in form.next],
        "answers": {
            field.key: [_one(each.value, _label(each.label)) for each in field.options]
            for field in form.fields
            if field.routing and field.options
        },
    }


def _values(found: Choices) -> list[Json]:
    """Return the values conditions may ask for: of the office, of forms, of tables."""
    values: dict[str, Json] = {
        name: {
            "value": name,
            "label": str(words.words),
            "options": [_one(*pair) for pair in choices(words.term)] if words.term else [],
        }
        for name, words in VALUES.items()
    }
    for form in found.forms:
        for field in form.fields:
            if field.routing:
                value = values.setdefault(field.key, _new(field.key, _label(field.label)))
                _add(value, [_one(each.value, _label(each.label)) for each in field.options])
                if field.type == "yes_no":
                    value["type"] = "boolean"
    for table in found.tables:
        for index, column in enumerate(table.outputs):
            if not table.file.startswith("law/"):
                value = values.setdefault(column.name, _new(column.name, column.label))
                _add(value, _fixed(table, index))
    return list(values.values())


def _new(name: str, label: str) -> Json:
    return {"value": name, "label": label or name, "options": []}


def _add(value: Json, options: Iterable[Json]) -> None:
    known = value["options"]
    if isinstance(known, list):
        seen = {each["value"] for each in known}
        known += [each for each in options if each["value"] not in seen]


def _fixed(table: Table, index: int) -> list[Json]:
    """Return the plain texts a column can answer, if they are few."""
    name = table.outputs[index].name
    given = {row.fixed.outputs.get(name) for row in table.rules if row.fixed}
    texts = sorted(text for text in given if isinstance(text, str) and len(text) <= MANY)
    if any(isinstance(text, Decimal) for text in given) or len(texts) > MANY:
        return []
    return [_one(text, text) for text in texts]
