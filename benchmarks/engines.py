"""A durable step of ours beside other engines', in turns, on one PostgreSQL cluster (fsync on).

* Heshi and SpiffWorkflow's documented serializer: the same rows by the same bare driver, as in
  ``durable_step``; npm's bpmn-engine likewise, in a node beside the driver.
* Camunda 7 and Flowable (Maven Central) as they come: ``complete`` of the task that waits, their
  own tables, their own history. Same diagram, same answers; dates and conditions in their spelling.
* The application's own ``complete_step``, which does much more than any of these: permissions,
  conflicts of interest, forms, time limits worked out, people told.
* The bare commit of one row of 6,000 bytes.

Alone and with four processes each. The engines are fetched by mvn and npm the first time; what
cannot be fetched is left out and said so.

Run: ``python -m benchmarks.engines [--workers 1|4]``; two to three minutes each way.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.engine import make_url

from benchmarks._places import on_postgres
from benchmarks._registries import JAVA, fetched, java_words
from benchmarks._sides import BPMN_ENGINE
from benchmarks._turns import Machine, Team, contest, python_words, ratios
from benchmarks.step_codec import model

TURNS = {1: (6, 60), 4: (3, 60)}
WARMING = 1_000  # steps of a Java engine: its compiler has little left to do then
OURS = {
    "heshi": "Heshi, the same rows",
    "application": "Heshi complete_step, all of it",
    "spiff": "SpiffWorkflow, the same rows",
    "bpmn-engine": f"npm bpmn-engine {BPMN_ENGINE}, the same rows",
    "bare": "bare commit of 6,000 bytes",
}


def jdbc(url: str) -> str:
    """Return the address of a database as Java spells it."""
    made = make_url(url)
    words = {"user": made.username, "password": made.password}
    asked = "&".join(f"{key}={value}" for key, value in words.items() if value)
    return f"jdbc:postgresql://{made.host}:{made.port or 5432}/{made.database}?{asked}"


def team_of(name: str, url: str, drawn: Path, workers: int) -> Team:
    """Return one who takes part, in so many processes."""
    if name in JAVA:
        return Team(JAVA[name], java_words(name, drawn, jdbc(url)), WARMING)
    rounds, steps = TURNS[workers]
    ahead = rounds * steps + Team.warming
    return Team(OURS[name], python_words(name, url, ahead if name == "application" else 0))


def measure(there: Sequence[str], workers: int, drawn: Path) -> None:
    """Let all take turns, with so many processes each, on databases of their own."""
    ours = [name for name in OURS if name in there or name != "bpmn-engine"]
    with on_postgres(ours, workers, [name for name in JAVA if name in there]) as places:
        if places is None:
            print("PostgreSQL: not here")
            return
        teams = [team_of(name, url, drawn, workers) for name, url in places.items()]
        machine = Machine(places["heshi"])
        contest(teams, workers, TURNS[workers], machine)
        ratios(teams, teams[0])
        machine.close()


def main(words: Sequence[str] | None = None) -> None:
    """Fetch, then measure alone and with four processes."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.engines")
    asked.add_argument("--workers", type=int, choices=TURNS)
    only = asked.parse_args(words).workers
    there = fetched()
    for name in (*JAVA, "bpmn-engine"):
        if name not in there:
            print(f"{name}: could not be fetched")
    with tempfile.TemporaryDirectory(prefix="heshi-bench-") as folder:
        drawn = Path(folder) / "model.bpmn"
        drawn.write_bytes(model())
        for workers in TURNS:
            if only in {None, workers}:
                measure(there, workers, drawn)


if __name__ == "__main__":
    main()
