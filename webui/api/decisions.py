"""Decision tables: what they would say."""

from typing import Any

from engine.queries.deciding import Ruling, ask_table
from webui.api.schemas.decisions import FactsSchema, RulingSchema
from webui.api.section import Section
from webui.database import db

bp = Section("api_decisions", "Decision tables")


@bp.acts("/decisions/<table>", RulingSchema, takes=FactsSchema)
def decide(table: str, given: dict[str, Any]) -> Ruling:
    """Ask a published table; nothing is written down.

    Tables are those of the newest published set (`score`, `grade`, `route` …) and the law's
    `deadlines` and `warnings`. Every fact the table looks at must be sent, and no other.
    """
    return ask_table(db.session(), table, given)
