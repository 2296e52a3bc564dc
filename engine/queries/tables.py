"""Decision tables as they are published: what a client may ask and what it must send."""

from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from engine.feel import Table, read_dmn
from engine.storage.published import law_table, newest_bundle
from engine.workflow import Bundle

LAW = ("deadlines", "warnings")
MEDIATION_RULE = "mediation_rule"

_read: dict[tuple[str, str], Table] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Column:
    """One input or output of a table.

    ``name`` of an input is its expression, as a rule the name of a fact; ``type`` is the file's:
    string, number, boolean, date …
    """

    name: str
    label: str
    type: str | None


@dataclass(frozen=True, slots=True)
class TableLine:
    """One decision table; ``version`` is the bundle's, or the law table's own."""

    key: str
    name: str
    hit_policy: str
    law: bool
    version: int
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rules: int


def table_lines(session: Session) -> tuple[TableLine, ...]:
    """Return the tables in force: those of the newest bundle, and the law's, by key.

    Raises:
        NotFound: nothing has been published.

    """
    bundle = newest_bundle(session)
    names = [path.removesuffix(".dmn") for path in bundle.files if path.endswith(".dmn")]
    own = [_line(name, tables_of(bundle, name), bundle.version, law=False) for name in names]
    law = [law_table(session, name) for name in LAW]
    found = [*own, *(_line(each.name, each.table, each.version, law=True) for each in law)]
    return tuple(sorted(found, key=lambda line: line.key))


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


def _line(key: str, table: Table, version: int, *, law: bool) -> TableLine:
    return TableLine(
        key=key,
        name=table.name,
        hit_policy=str(table.hit_policy),
        law=law,
        version=version,
        inputs=tuple(
            Column(each.expression.text, each.label, each.type_ref) for each in table.inputs
        ),
        outputs=tuple(Column(each.name, each.label, each.type_ref) for each in table.outputs),
        rules=len(table.rules),
    )
