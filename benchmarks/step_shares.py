"""What the real use case ``complete_step`` spends where: process engine, SQL, commits, the rest.

Village cases on SQLite, from sign-for to the archive, with all a step does: permissions, conflicts
of interest, the form, records, clocks worked out, people told.

Run: ``python -m benchmarks.step_shares``; about twenty seconds.
"""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks._figures import Statements, load, spread, sqlite_county
from engine.usecases.steps import complete_step
from engine.workflow.instance import Instance
from tests.journeys import world
from tests.journeys.test_neighbours import settle_in_the_village
from tests.journeys.world import County


class Whole:
    """What ``complete_step`` spends where, call by call."""

    def __init__(self, county: County) -> None:
        self.statements = Statements(county.desk.database.engine)
        self.engine = 0.0
        self.rows: list[tuple[float, float, float, float, int]] = []
        self._real = complete_step
        for name in ("complete", "position", "dump"):
            self._time(name)

    def _time(self, name: str) -> None:
        real = getattr(Instance, name)

        def timed(*given: Any) -> Any:
            began = perf_counter()
            try:
                return real(*given)
            finally:
                self.engine += perf_counter() - began

        setattr(Instance, name, timed)

    def __call__(self, *given: Any, **named: Any) -> str:
        """Stand in for ``complete_step``."""
        before = self._state()
        began = perf_counter()
        code = self._real(*given, **named)
        spent = perf_counter() - began
        engine, sql, commit, count = (
            after - earlier for after, earlier in zip(self._state(), before, strict=True)
        )
        self.rows.append((spent, engine, sql, commit, int(count)))
        return code

    def _state(self) -> tuple[float, float, float, int]:
        seen = self.statements
        return self.engine, seen.seconds, seen.committing, seen.count


def measure_use_case(cases: int) -> None:
    """Take *cases* village cases from sign-for to the archive; print what a step costs in all."""
    with sqlite_county() as county:
        settle: Callable[[County, str], None] = settle_in_the_village
        settle(county, county.register())  # reads and compiles everything once
        whole = Whole(county)
        vars(world)["complete_step"] = whole
        for _ in range(cases):
            settle(county, county.register())
        vars(world)["complete_step"] = complete_step
        spent, engine, sql, commit, count = zip(*whole.rows, strict=True)
        print(f"the real complete_step, {len(spent)} steps of journey 1: {spread(spent)}")
        rest = median(spent) - median(engine) - median(sql) - median(commit)
        print(
            f"  median ms: process engine {median(engine) * 1e3:.2f} (without taking up), in SQLite"
            f" {median(sql) * 1e3:.2f} ({median(count):.0f} statements), commits"
            f" {median(commit) * 1e3:.2f}, everything else (rules, SQLAlchemy) {rest * 1e3:.2f}"
        )


def main() -> None:
    """Measure ten cases."""
    print(load())
    measure_use_case(10)


if __name__ == "__main__":
    main()
