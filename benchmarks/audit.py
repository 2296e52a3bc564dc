"""What proving the log costs: sealing and verifying 1,000,000 events, and one personal value.

The events carry the facts of real ones. ``python -m benchmarks.audit [EVENTS]``; some minutes,
most of them for writing the events down.
"""

import sys
from datetime import timedelta
from time import perf_counter, process_time

from sqlalchemy import insert, text

from benchmarks._figures import postgres_county, sqlite_county
from engine.queries.chain import verify_chain
from engine.storage.chain import last_seal
from engine.storage.keyring import KeyChest, passing_chest
from engine.storage.models import EventRow
from engine.storage.sealed import blind, open_text, seal_text
from engine.usecases.sealing import audit_ring, seal, seal_everything
from tests.journeys.world import County

EVENTS, LOT = 1_000_000, 10_000
VALUES = 20_000


def fill(county: County, count: int) -> None:
    """Write *count* events down, copies of those a registered case leaves."""
    desk, code = county.desk, county.register()
    with desk.read() as session:
        case = county.case(code)
        pattern = [
            {name: getattr(row, name) for name in ("case_id", "actor_id", "kind", "facts")}
            for row in session.query(EventRow).filter(EventRow.case_id == case.id)
        ]
    for start in range(0, count, LOT):
        at = desk.now() + timedelta(seconds=start)
        rows = [
            pattern[number % len(pattern)] | {"at": at, "recorded_at": at} for number in range(LOT)
        ]
        with desk.work(None) as work:
            work.session.execute(insert(EventRow.__table__), rows)
    with desk.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        link.execute(text("ANALYZE"))


def measure(name: str, county: County, count: int) -> None:
    """Print what sealing and verifying *count* events takes."""
    desk = county.desk
    fill(county, count)
    began, done = perf_counter(), 0
    while lot := seal_everything(desk):
        done += lot
    sealing = perf_counter() - began
    began, cpu = perf_counter(), process_time()
    with desk.read() as session:
        ring = audit_ring(desk, last_seal(session))
        found = verify_chain(session, ring, {}, desk.now() - timedelta(days=1))
    verifying, cpu = perf_counter() - began, process_time() - cpu
    assert found.sound
    assert found.sealed == done
    began = perf_counter()
    assert seal(desk) == 0
    idle = perf_counter() - began
    print(f"  {name:11} {done} events: sealed in {sealing:.1f} s, ", end="")
    print(f"verified in {verifying:.1f} s (CPU {cpu:.1f} s), nothing to seal {idle * 1e3:.1f} ms")


def values(chest: KeyChest) -> None:
    """Print what one encrypted value costs, in CPU time."""
    ring, bound = chest.fields.ring(), "party.id_number\0" + "0" * 32
    began = process_time()
    kept = [seal_text(ring, "331022197001011234", bound) for _ in range(VALUES)]
    closing, began = process_time() - began, process_time()
    for each in kept:
        open_text(chest, each, bound)
    opening, began = process_time() - began, process_time()
    for _ in range(VALUES):
        blind(ring, "party.id_number", "331022197001011234")
    for word, spent in (("close", closing), ("open", opening), ("index", process_time() - began)):
        print(f"  one value, {word:6} {spent / VALUES * 1e6:.1f} µs")


def main(count: int) -> None:
    """Measure both databases and one value."""
    values(passing_chest())
    with sqlite_county() as county:
        measure("SQLite", county, count)
    with postgres_county() as elsewhere:
        if elsewhere:
            measure("PostgreSQL", elsewhere, count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS)
