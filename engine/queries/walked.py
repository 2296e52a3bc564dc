"""What both databases say in different words: whole seconds, and the members of a JSON list."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Instant = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


class WholeSeconds(FunctionElement[int]):
    """An instant as whole seconds since 1970: ``WholeSeconds(column)``."""

    type = BigInteger()
    inherit_cache = True


class Walked(FunctionElement[str]):
    """The elements and arrows an event's facts say were walked, one row each.

    ``Walked(EventRow.facts)`` is a table function; its column is ``value``.
    """

    type = String()
    inherit_cache = True


@compiles(WholeSeconds, "sqlite")
def _in_sqlite(seconds: WholeSeconds, compiler: SQLCompiler, **given: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(seconds.clauses, **given)}) AS INTEGER)"


@compiles(WholeSeconds, "postgresql")
def _in_postgresql(seconds: WholeSeconds, compiler: SQLCompiler, **given: Any) -> str:
    instant = compiler.process(seconds.clauses, **given)
    return f"CAST(floor(extract(epoch FROM {instant})) AS bigint)"


@compiles(Walked, "sqlite")
def _walked_in_sqlite(walked: Walked, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_each({compiler.process(walked.clauses, **given)}, '$.walked')"


@compiles(Walked, "postgresql")
def _walked_in_postgresql(walked: Walked, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text({compiler.process(walked.clauses, **given)} -> 'walked')"
