"""What somebody does to a run on trial, as it is kept and done again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.rules.errors import Invalid

START, COMPLETE, MOVE, SEND = "start", "complete", "move", "send"
KINDS = (START, COMPLETE, MOVE, SEND)
DUE = "due"  # move to the next instant at which a clock runs out


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    ``complete``: ``element`` is finished (the ``nth`` of several open ones, from 0) with the
    form's ``values`` and with ``routing`` told besides. ``send``: the message ``message`` with
    ``routing``. ``move``: the clock goes to ``to`` (aware), or if that is None to the next due
    instant. ``start``: ``routing`` are the given values.
    """

    kind: str
    element: str = ""
    nth: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    routing: Mapping[str, object] = field(default_factory=dict)
    message: str = ""
    to: datetime | None = None


def plain(act: Act) -> dict[str, object]:
    """Return *act* as JSON; ``read_act`` reads it back."""
    found: dict[str, object] = {"kind": act.kind}
    for key in ("element", "nth", "message"):
        if value := getattr(act, key):
            found[key] = value
    for key in ("values", "routing"):
        if value := getattr(act, key):
            found[key] = dict(value)
    if act.kind == MOVE:
        found["to"] = act.to.isoformat() if act.to else DUE
    return found


def read_act(kept: Mapping[str, object]) -> Act:
    """Return the act kept as *kept*.

    Raises:
        Invalid: ``trial.act``: it is none.

    """
    try:
        kind, to = kept["kind"], kept.get("to")
        values, routing = kept.get("values", {}), kept.get("routing", {})
        if kind not in KINDS or not isinstance(values, Mapping) or not isinstance(routing, Mapping):
            raise ValueError(kind)
        return Act(
            kind=str(kind),
            element=str(kept.get("element", "")),
            nth=int(str(kept.get("nth", 0))),
            values=dict(values),
            routing=dict(routing),
            message=str(kept.get("message", "")),
            to=None if to in {None, DUE} else datetime.fromisoformat(str(to)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("trial.act", act=str(kept)[:200]) from error
