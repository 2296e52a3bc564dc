"""One whole step of a case, on disk: read, take up, finish a task, store, write the rows, commit.

Ours against SpiffWorkflow's documented serializer, and the bare commit of one row beside them, in
turns. Both sides send the same statements in one transaction to the same tables of a migrated
database by the same bare driver (``_ledgers``): SQLite (WAL, synchronous=FULL) and PostgreSQL
(fsync on), one process and four that begin together.

Run: ``python -m benchmarks.durable_step [--only sqlite|postgresql]``; about two minutes.
"""

import argparse
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from statistics import fmean, median

from benchmarks._places import Places, on_postgres, on_sqlite
from benchmarks._sides import Parts
from benchmarks._turns import Machine, Team, contest, python_words, ratios

SHORT, LONG = 18, 198  # steps of a case; the loop of three goes round sixty times more
GOALS = {SHORT: 2.0, LONG: 6.0}  # on SQLite
WORKERS = 4
LABELS = {"bare": "bare commit of 6,000 bytes", "spiff": "SpiffWorkflow", "heshi": "Heshi"}


def shares(team: Team) -> None:
    """Print where a step's time goes."""
    columns = list(zip(*team.parts, strict=True))
    told = " ".join(
        f"{field.name} {median(column) * 1e6:.0f}"
        for field, column in zip(fields(Parts)[:-1], columns, strict=False)
    )
    print(f"  {team.label}: median µs of {told}; state {median(columns[-1]):.0f} B")


def measure(places: Places, steps: int, workers: int, rounds: int) -> None:
    """Let all take turns at cases of *steps* steps."""
    loops = (steps - SHORT) // 3
    teams = {
        name: Team(LABELS[name], python_words(name, url, loops)) for name, url in places.items()
    }
    url = places["heshi"]
    machine = None if url.startswith("sqlite") else Machine(url)
    print(f"  cases of {steps} steps")
    contest(list(teams.values()), workers, (rounds, steps), machine)
    ratios(list(teams.values()), teams["heshi"])
    if workers == 1:
        theirs, ours = teams["spiff"], teams["heshi"]
        shares(theirs)
        shares(ours)
        goal = "" if machine else f" (goal {GOALS[steps]:.0f})"
        ratio = fmean(theirs.seconds) / fmean(ours.seconds)
        print(f"  {steps} steps: {ratio:.1f} times faster by the mean{goal}")
    if machine:
        machine.close()


def main(words: Sequence[str] | None = None) -> None:
    """Measure the short and the long case alone, and the short one with four processes."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.durable_step")
    asked.add_argument("--only", choices=("sqlite", "postgresql"))
    only = asked.parse_args(words).only
    kinds: dict[str, AbstractContextManager[Places | None]] = {
        "sqlite": on_sqlite(list(LABELS), WORKERS),
        "postgresql": on_postgres(list(LABELS), WORKERS),
    }
    for kind, opened in kinds.items():
        if only in {None, kind}:
            with opened as places:
                print(kind if places else f"{kind}: not here", flush=True)
                if places:
                    measure(places, SHORT, 1, 20)
                    measure(places, LONG, 1, 2)
                    measure(places, SHORT, WORKERS, 6)


if __name__ == "__main__":
    main()
