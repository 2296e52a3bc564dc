"""The decision tables of a bundle, read once, and what they name."""

from threading import Lock

from sqlalchemy.orm import Session

from engine.feel import Table, read_dmn
from engine.storage.published import newest_bundle
from engine.workflow import Bundle

LAW = ("deadlines", "warnings", "ladder", "points", "sanctions")
MEDIATION_RULE = "mediation_rule"

_read: dict[tuple[str, str], Table] = {}
_lock = Lock()


def tables_of(bundle: Bundle, name: str) -> Table:
    """Return table *name* of *bundle*, read once; KeyError if the bundle has none of it."""
    key = (bundle.sha, name)
    with _lock:
        if key not in _read:
            _read[key] = read_dmn(bundle.files[f"{name}.dmn"], f"{name}.dmn")
        return _read[key]


def mediation_rules(session: Session) -> frozenset[str]:
    """Return the keys of all mediation clocks; the centre's ladder is cut to those."""
    bundle = newest_bundle(session)
    if f"{MEDIATION_RULE}.dmn" not in bundle.files:
        return frozenset()
    table = tables_of(bundle, MEDIATION_RULE)
    return frozenset(str(rule.fixed.outputs["rule"]) for rule in table.rules if rule.fixed)
