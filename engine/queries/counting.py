"""Several numbers in one statement: those beside the menu stand on every page."""

from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

Number = Select[int]  # one row with one number


def numbers(session: Session, asked: Mapping[str, Number]) -> Mapping[str, int]:
    """Return what each query counts, by its name; one statement, none for no query."""
    if not asked:
        return {}
    columns = [query.scalar_subquery().label(name) for name, query in asked.items()]
    row = session.execute(select(*columns)).one()
    return {name: number or 0 for name, number in row._mapping.items()}
