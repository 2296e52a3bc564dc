"""What somebody does to a run on trial, as it is kept and done again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite

from engine.rules.errors import Invalid

START, COMPLETE, MOVE, SEND = "start", "complete", "move", "send"
KINDS = (START, COMPLETE, MOVE, SEND)
LONGEST_KEY = 64
LONGEST_TEXT = 20_000
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


def check_act(act: Act) -> None:
    """Return if everything in *act* can be kept: plain values, text both databases can hold.

    Raises:
        Invalid: ``trial.values``, naming each key with ``bad_text`` or ``not_plain``.

    """
    named = {"element": act.element, "message": act.message}
    every = [*named.items(), *act.values.items(), *act.routing.items()]
    wrong = {str(key)[:64]: code for key, value in every if (code := _refusal(key, value))}
    if wrong:
        raise Invalid("trial.values", fields=wrong)


def _refusal(key: str, value: object) -> str | None:
    if not _holdable(key) or len(key) > LONGEST_KEY:
        return "bad_text"
    each: Iterable[object] = value if isinstance(value, (list, tuple)) else (value,)
    return next((code for item in each if (code := _scalar_refusal(item))), None)


def _scalar_refusal(value: object) -> str | None:
    if isinstance(value, str):
        return None if _holdable(value) and len(value) <= LONGEST_TEXT else "bad_text"
    if isinstance(value, float) and not isfinite(value):
        return "not_plain"
    plain_kinds = (bool, int, float, type(None))
    small = not isinstance(value, int) or abs(value) < 2**63
    return None if isinstance(value, plain_kinds) and small else "not_plain"


def _holdable(text: str) -> bool:
    return not any(
        (char < " " and char not in "\t\n\r") or "\ud800" <= char <= "\udfff" for char in text
    )


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
