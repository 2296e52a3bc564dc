"""Steps: the filters of a queue."""

from typing import Any

from marshmallow import post_load

from engine.queries.belonging import MINE, QUEUES
from engine.queries.filters import Filters
from engine.queries.paging import Turn
from webui.api.schemas.cases import filtering, filters_of
from webui.api.schemas.pieces import turn_of, turning
from webui.api.schemas.shape import Given, choice


class QueueSchema(Given.from_dict({**filtering(), **turning()})):  # type: ignore[misc]
    """Which queue, and what of it."""

    queue = choice(QUEUES, default=MINE)

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> tuple[tuple[str, Filters], Turn]:
        """Hand on what the query asks for."""
        turn = turn_of(asked)
        return (asked["queue"], filters_of(asked)), turn
