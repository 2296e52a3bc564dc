"""People and offices chosen in a form: they must exist and still be at work."""

from collections.abc import Mapping

from engine.rules.errors import Invalid
from engine.storage.models import OfficeRow, UserRow
from engine.storage.work import Work
from engine.workflow import Form

CHOSEN: Mapping[str, type[OfficeRow] | type[UserRow]] = {"user": UserRow, "office": OfficeRow}


def require_chosen(work: Work, form: Form, values: Mapping[str, object]) -> None:
    """Refuse a person or office that does not exist or is no longer active.

    Raises:
        Invalid: ``form.invalid``, ``unknown_option`` on the field.
    """
    wrong = {
        field.key: "unknown_option"
        for field in form.fields
        if field.type in CHOSEN
        and (key := values.get(field.key)) is not None
        and not _at_work(work, CHOSEN[field.type], key)
    }
    if wrong:
        raise Invalid("form.invalid", fields=wrong, form=form.key)


def _at_work(work: Work, table: type[OfficeRow] | type[UserRow], key: object) -> bool:
    row = work.session.get(table, key)
    return isinstance(row, (OfficeRow, UserRow)) and row.active
