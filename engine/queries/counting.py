"""Several numbers in one statement: those beside the menu stand on every page."""

from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.queries.paging import Query

Number = Select[int]  # one row with one number


def together(asked: Mapping[str, Number]) -> Query | None:
    """Return one query for what each of *asked* counts, by its name; None for no query."""
    columns = [query.scalar_subquery().label(name) for name, query in asked.items()]
    return select(*columns) if columns else None


def numbers(session: Session, query: Query | None) -> Mapping[str, int]:
    """Return the numbers of a query made by ``together``; one statement, none for no query."""
    if query is None:
        return {}
    row = session.execute(query).one()
    return {name: number or 0 for name, number in row._mapping.items()}
