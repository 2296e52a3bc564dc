"""Contenders taking turns: blocks of steps, one contender after another, in one run.

Each is a team of one or more processes that are started once, all ready before the first step;
within its turn the whole team begins together. What is told are medians over all its blocks.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from statistics import fmean, median
from typing import Any

import psycopg

from benchmarks._figures import load, p90

TICKS = 100  # of a processor's second in /proc
Server = tuple[float, int]  # seconds of processor, bytes written ahead


def python_words(name: str, url: str, loops: int = 0) -> list[str]:
    """Return the words that start one of ours; ``#`` stands for its number."""
    return [sys.executable, "-m", "benchmarks._contender", name, url, "#", str(loops)]


class Machine:
    """What a PostgreSQL server on this machine has spent, whoever it worked for."""

    def __init__(self, url: str) -> None:
        self._link = psycopg.connect(url, autocommit=True)
        own = self._link.execute("SELECT pg_backend_pid()").fetchone()
        assert own
        self._root = _stat(own[0])[1] if Path(f"/proc/{own[0]}").exists() else "none"

    def spent(self) -> Server:
        """Return seconds of processor and bytes of the write-ahead log so far."""
        words = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
        written = self._link.execute(words).fetchone()
        assert written
        folders = [each.name for each in Path("/proc").iterdir() if each.name.isdigit()]
        fields = (_stat(int(name)) for name in folders if Path(f"/proc/{name}/stat").exists())
        ticks = sum(int(each[11]) + int(each[12]) for each in fields if each[1] == self._root)
        return ticks / TICKS, written[0]

    def close(self) -> None:
        """Let go of it."""
        self._link.close()


def _stat(process: int) -> list[str]:
    """Return what stands behind the name of a process: state, parent, …, seconds in ticks."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["", ""]


@dataclass
class Team:
    """A contender in one or more processes, and all that has been told about its steps."""

    label: str
    words: list[str]  # "#" stands for the number of the process
    warming: int = 36  # steps before it counts
    programs: list["subprocess.Popen[str]"] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    parts: list[list[float]] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    cpu: float = 0.0
    server: Server = (0.0, 0)

    def begin(self, workers: int) -> None:
        """Start so many more processes; who asks waits until they are ready (``hear``)."""
        for number in range(len(self.programs), len(self.programs) + workers):
            words = [str(number) if word == "#" else word for word in self.words]
            program = subprocess.Popen(  # noqa: S603  # words of ours
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self.programs.append(program)

    def order(self, steps: int) -> None:
        """Tell every process to take so many steps."""
        for program in self.programs:
            assert program.stdin is not None
            program.stdin.write(f"{steps}\n")
            program.stdin.flush()

    def hear(self, first: int = 0) -> list[dict[str, Any]]:
        """Wait for what every process tells, from the *first* on."""
        return [self._hear(program) for program in self.programs[first:]]

    def _hear(self, program: "subprocess.Popen[str]") -> dict[str, Any]:
        assert program.stdout is not None
        line = program.stdout.readline()
        assert line, f"{self.label} ended with {program.wait()}"
        return dict(json.loads(line))

    def take(self, steps: int, machine: Machine | None) -> None:
        """Take a turn."""
        before = machine.spent() if machine else (0.0, 0)
        self.order(steps)
        told = self.hear()
        after = machine.spent() if machine else (0.0, 0)
        self.server = self.server[0] + after[0] - before[0], self.server[1] + after[1] - before[1]
        self.rates.append(sum(steps / each["wall"] for each in told))
        for each in told:
            self.seconds += each["seconds"]
            self.parts += each.get("parts", [])
            self.cpu += each["cpu"]

    def end(self) -> None:
        """Let the processes go."""
        for program in self.programs:
            assert program.stdin is not None
            program.stdin.close()
            program.terminate()  # it may be in the middle of something nobody waits for any more
        for program in self.programs:
            program.wait(30)

    @cached_property
    def ours_cpu(self) -> float:
        """Milliseconds of processor a step, in the contender's own processes."""
        return self.cpu / len(self.seconds) * 1e3

    @cached_property
    def theirs_cpu(self) -> float:
        """Milliseconds of processor a step, in the server."""
        return self.server[0] / len(self.seconds) * 1e3

    def __str__(self) -> str:
        """Return its line of the table."""
        served = ""
        if self.server[1]:
            size = self.server[1] / len(self.seconds) / 1e3
            served = f" + {self.theirs_cpu:5.2f} server  {size:5.1f} kB log"
        return (
            f"  {self.label:38} median {median(self.seconds) * 1e3:6.2f}  mean"
            f" {fmean(self.seconds) * 1e3:6.2f}  p90 {p90(self.seconds) * 1e3:6.2f} ms"
            f"  cpu {self.ours_cpu:5.2f}{served}  {median(self.rates):5.0f} steps/s"
        )


@contextmanager
def ready(teams: Sequence[Team], workers: int) -> Iterator[None]:
    """Start all teams, and let them warm up together.

    The first process of each before the others: it makes the tables it needs.
    """
    with ExitStack() as stack:
        for team in teams:
            stack.callback(team.end)
            team.begin(1)
        for team in teams:
            team.hear()
            team.begin(workers - 1)
        for team in teams:
            team.hear(first=1)
            team.order(team.warming)
        for team in teams:
            team.hear()
        yield


def contest(
    teams: Sequence[Team], workers: int, turns: tuple[int, int], machine: Machine | None = None
) -> None:
    """Let *teams* take *turns* (how many, and of how many steps); print what each took."""
    rounds, steps = turns
    with ready(teams, workers):
        for _ in range(rounds):
            for team in teams:
                team.take(steps, machine)
    print(f"  {workers} process(es), {rounds} turns of {steps} steps each; {load()}")
    for team in teams:
        print(team, flush=True)


def ratios(teams: Sequence[Team], reference: Team) -> None:
    """Print how many times longer than the reference every team took."""
    for team in teams:
        if team is reference:
            continue
        whole = (team.ours_cpu + team.theirs_cpu) / (reference.ours_cpu + reference.theirs_cpu)
        print(
            f"  {team.label} : {reference.label} = median"
            f" {median(team.seconds) / median(reference.seconds):.1f}, mean"
            f" {fmean(team.seconds) / fmean(reference.seconds):.1f}, processor {whole:.1f}"
        )
