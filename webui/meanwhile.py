"""What others changed on record while a correction was being typed.

The form carries what stood in its fields when it was opened. When the record has changed since,
a field nobody touched takes what stands there now, and one that was filled in keeps what was
typed: sending the form again undoes nobody else's work unseen.
"""

import json
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine.queries.overview import CaseOverview
from webui import correcting
from webui.translate import gettext

WAS, VERSION, MARKS = "_was", "_version", "marks"
Standing = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A field others changed: what stood there, what stands there now, what was typed.

    Texts for people; ``typed`` is empty where nobody touched the field.
    """

    label: str
    was: str
    now: str
    typed: str


def standing(sheet: CaseOverview) -> Standing:
    """Return what stands in the form now; numbers that are masked on every page, masked."""
    found: Standing = dict(correcting.on_record(sheet))
    for party in sheet.dispute.parties if sheet.dispute else ():
        for key in correcting.NUMBERS:
            found[f"p{party.party_id}-{key}"] = getattr(party, key) or ""
    return {**found, MARKS: sorted(sheet.dispute.marks) if sheet.dispute else []}


def kept_in_form(sheet: CaseOverview) -> str:
    """Return what stands in the form now, as the form carries it along."""
    return json.dumps(standing(sheet), ensure_ascii=False)


def merged(typed: MultiDict[str, str], sheet: CaseOverview) -> MultiDict[str, str]:
    """Return the form to be shown again: what was typed, the rest as it stands now."""
    was, now, form = _was(typed), standing(sheet), MultiDict(typed)
    for key in typed.keys() & (was.keys() - _masked(now)):
        if key in now and correcting.untouched(typed[key], str(was[key])):
            form[key] = str(now[key])
    if sorted(typed.getlist(MARKS)) == was.get(MARKS):
        form.setlist(MARKS, list(now[MARKS]))
    form[VERSION], form[WAS] = str(sheet.version), kept_in_form(sheet)
    return form


def changes(typed: MultiDict[str, str], sheet: CaseOverview) -> tuple[Meanwhile, ...]:
    """Return the fields whose content on record is another than when the form was opened."""
    was, now, labels = _was(typed), standing(sheet), correcting.all_labels(sheet)
    return tuple(
        Meanwhile(
            labels.get(key, key),
            _said(key, was.get(key, "")),
            _said(key, now[key]),
            _typed(key, typed, was),
        )
        for key in now
        if was and now[key] != was.get(key, "")
    )


def _was(typed: MultiDict[str, str]) -> Standing:
    """Return what the form carried along; nothing where it was sent damaged."""
    try:
        found = json.loads(typed.get(WAS, "{}"))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(key): [str(each) for each in value] if isinstance(value, list) else str(value)
        for key, value in found.items()
    }


def _masked(now: Standing) -> set[str]:
    """Return the fields that are empty on the form whatever stands on record."""
    return {key for key in now if key.partition("-")[2] in correcting.NUMBERS}


def _typed(key: str, typed: MultiDict[str, str], was: Standing) -> str:
    if key == MARKS:
        marked = sorted(typed.getlist(MARKS))
        return "" if marked == was.get(MARKS) else _said(key, marked)
    masked = key.partition("-")[2] in correcting.NUMBERS
    stood = "" if masked else str(was.get(key, ""))
    value = typed.get(key, stood)
    return "" if correcting.untouched(value, stood) else _said(key, value.strip())


def _said(key: str, value: str | list[str]) -> str:
    """Return a content of the form in words; what cannot be read, as it was typed."""
    if key == "amount" and value:
        return gettext("%(amount)s 元", amount=value)
    field = key.partition("-")[2] or key
    try:
        return correcting.said({"field": field, "value": value}, "value")
    except ValueError:
        return str(value)
