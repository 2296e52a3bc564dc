"""Which cases an office has to do with, said so that an index finds each kind of them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm.util import AliasedClass

from engine.storage.models import CaseRow

Cases = type[CaseRow] | AliasedClass[CaseRow]


def concerning(case: Cases, offices: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Return conditions of which one or more hold where *case* is one of *offices*' own.

    One of them answers for it, mediates it, or has registered it. Mostly that is one office; so
    the indexes of the second and third hold only the cases where it is another one than the first,
    and that must be said here in the same words. Each index has them soonest due first.
    """
    return (
        case.holder_id.in_(offices),
        and_(case.body_id.in_(offices), case.body_id != case.holder_id),
        and_(case.registered_office_id.in_(offices), case.registered_office_id != case.holder_id),
    )
