"""The form of a correction: what stands on record, and what was typed in its place."""

from collections.abc import Callable, Mapping
from datetime import date

from flask import request
from werkzeug.datastructures import MultiDict

from engine.queries.corrections import Names
from engine.queries.overview import CaseOverview
from engine.rules.calendar import local_day
from engine.rules.correcting import MARKS, PARTY_FIELDS
from engine.rules.errors import Invalid
from engine.usecases.correction_checks import Correction
from webui.case_words import case_word
from webui.formatting import day as day_words
from webui.i18n import chosen_locale
from webui.registering import LABELS, PARTY_LABELS, amount_of, whole
from webui.terms import term
from webui.translate import gettext
from webui.translate import lazy_gettext as _

NUMBERS = ("id_number", "phone", "address")  # masked on every page: an empty field keeps them
OWN_LABELS = {
    "accepted_on": _("受理日期"),
    "signed_on": _("签收日期"),
    "marks": _("风险情形"),
    "amount_fen": _("涉及金额"),
    "reason": _("更正的理由"),
}
_TERMS = {
    "category": "category",
    "source": "source",
    "violence": "violence",
    "role": "party_role",
    "kind": "party_kind",
}
CENTS = 100


def labels() -> dict[str, str]:
    """Return what the fields of a case are called on the form."""
    return {key: str(words) for key, words in {**LABELS, **OWN_LABELS}.items()}


def all_labels(sheet: CaseOverview) -> dict[str, str]:
    """Return what every field of the form is called, those of parties too."""
    found = {**labels(), "amount": str(LABELS["amount"])}
    for party in sheet.dispute.parties if sheet.dispute else ():
        for key, words in PARTY_LABELS.items():
            found[f"p{party.party_id}-{key}"] = f"{party.name}{gettext('：')}{words}"
    return found


def on_record(sheet: CaseOverview) -> dict[str, str]:
    """Return what stands in the form's fields now; masked numbers are left empty."""
    dispute = sheet.dispute
    if dispute is None:
        return {}
    instants = sheet.milestones
    days = {"accepted_on": instants.accepted_at, "signed_on": instants.signed_at}
    amount = dispute.amount_fen
    found = {
        "title": dispute.title,
        "category": sheet.category,
        "source": sheet.source,
        "source_ref": dispute.source_ref or "",
        "people_count": str(dispute.people_count),
        "amount": "" if amount is None else f"{amount // CENTS}.{amount % CENTS:02d}",
        "violence": dispute.violence,
        "happened_on": dispute.happened_on.isoformat() if dispute.happened_on else "",
        "happened_place": dispute.happened_place or "",
        **{key: local_day(at).isoformat() for key, at in days.items() if at},
    }
    if "*" not in dispute.summary:  # what is masked here would be lost
        found["summary"] = dispute.summary
    for party in dispute.parties:
        for key in PARTY_FIELDS:
            value = None if key in NUMBERS else getattr(party, key)
            found[f"p{party.party_id}-{key}"] = str(value) if value is not None else ""
    return found


def correction_of(typed: MultiDict[str, str], sheet: CaseOverview) -> Correction:
    """Return the correction a form asks for: only what differs from what stands there.

    Raises:
        Invalid: ``correction.form``: a number, amount or day that cannot be read.

    """
    kept, wrong = on_record(sheet), dict[str, str]()
    facts: dict[str, object] = {}
    parties: dict[int, dict[str, object]] = {}
    for key, stands in kept.items():
        value = typed.get(key, stands).strip()
        if untouched(value, stands):
            continue
        name = key.partition("-")[2] if key.startswith("p") and "-" in key else key
        try:
            read = _READ.get(name, str)(value)
        except Invalid as error:
            wrong[key] = error.code
            continue
        if name is key:
            facts["amount_fen" if key == "amount" else key] = read
        else:
            parties.setdefault(int(key[1:].partition("-")[0]), {})[name] = read
    if "_marks" in typed:
        marked = set(typed.getlist("marks"))
        facts["marks"] = {mark: mark in marked for mark in MARKS}
    if wrong:
        raise Invalid("correction.form", fields=wrong)
    version = typed.get("_version", "")
    return Correction(
        typed.get("reason", ""), facts, parties, int(version) if version.isdecimal() else None
    )


def untouched(typed: str, stands: str) -> bool:
    """Say whether a field was left as it stood; browsers end lines in a way of their own."""
    return typed.strip().splitlines() == stands.strip().splitlines()


def _money(text: str) -> int | None:
    amount, wrong = amount_of(text)
    if wrong:
        raise Invalid("not_money")
    return amount


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("not_date") from error


_READ: Mapping[str, Callable[[str], object]] = {
    "people_count": whole,
    "amount": _money,
    **dict.fromkeys(("happened_on", "born_on", "accepted_on", "signed_on"), _day),
}


def said(change: Mapping[str, object], which: str) -> str:
    """Return the value before or after a change in words."""
    field, value = str(change["field"]), change[which]
    if value in (None, "", []):
        return gettext("（空）")
    if field == "marks":
        marks = value if isinstance(value, list) else []
        return gettext("、").join(case_word("mark", str(mark)) for mark in marks)
    if field in _TERMS:
        return term(_TERMS[field], str(value))
    if field == "gender":
        return gettext("男") if value == "male" else gettext("女")
    if field == "amount_fen":
        return gettext("%(amount)s 元", amount=f"{int(str(value)) / CENTS:,.2f}")
    return iso_day(value) if field.endswith("_on") and field != "born_on" else str(value)


def named(change: Mapping[str, object], names: Names) -> str:
    """Return what a changed field is called, with the party's name before it."""
    field, party = str(change["field"]), change.get("party_id")
    if party is None:
        return labels().get(field, field)
    who = names.parties.get(int(str(party)), "")
    return f"{who}{gettext('：')}{PARTY_LABELS.get(field, field)}"


def rule_words(rule: object, names: Names) -> str:
    """Return what a rule is called in the reader's language; its key if it is not known here."""
    known = names.rules.get(str(rule))
    return known[1 if chosen_locale() == "en" else 0] if known else str(rule)


def iso_day(value: object) -> str:
    """Return an ISO day or a day in words; a dash for none."""
    if isinstance(value, date):
        return day_words(value)
    return day_words(date.fromisoformat(str(value))) if value else "—"


def tried() -> bool:
    """Say whether the form asks for a preview and not for the correction itself."""
    return request.form.get("_act") != "correct"
