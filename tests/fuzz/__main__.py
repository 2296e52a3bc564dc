"""``python -m tests.fuzz [--minutes N] [--seed S]``: damage procedures for as long as you like."""

import argparse
import time
from collections import Counter

import click

from engine.resources import shipped_workflows
from engine.workflow import read_folder
from tests.fuzz.mutants import mutate
from tests.fuzz.outcome import outcome


def main() -> None:
    """Run until the time is up; stop at the first third outcome and say its seed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1_000)
    asked = parser.parse_args()
    files, seed, seen = read_folder(shipped_workflows()), asked.seed, Counter[str]()
    until = time.monotonic() + asked.minutes * 60
    while time.monotonic() < until:
        mutant = mutate(files, seed)
        try:
            seen[f"{mutant.how}: {outcome(files, mutant, seed)}"] += 1
        except BaseException:
            click.echo(f"seed {seed}: {mutant.path}, {mutant.how}")
            raise
        seed += 1
    for words, count in sorted(seen.items()):
        click.echo(f"{count:6} {words}")


if __name__ == "__main__":
    main()
