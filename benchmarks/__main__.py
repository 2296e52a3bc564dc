"""Run the measurements: ``python3 run.py bench [NAME [OPTION…]]…``; without a name, all of them.

Each module beside this one is a measurement: run, it prints ratios taken in one run.
"""

import pkgutil
import subprocess
import sys
from pathlib import Path


def names() -> list[str]:
    """Return the measurements there are, in order."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]))
    return sorted(name for name in found if not name.startswith("_"))


def chosen_of(words: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the names in *words*, each with the options (``--cases 2000``) that follow it."""
    chosen: dict[str, tuple[str, ...]] = {}
    name, expected = "", False
    for word in words:
        if word.startswith("--") or expected:
            chosen[name] = (*chosen.get(name, ()), word)
            expected = word.startswith("--") and "=" not in word
        else:
            name = word
            chosen[name] = ()
    return chosen


def main(asked: list[str]) -> int:
    """Run the measurements asked for; return the exit code."""
    chosen = chosen_of(asked)
    unknown = set(chosen) - set(names())
    if unknown or not names():
        print(f"there is no {', '.join(sorted(unknown)) or 'measurement'}; there are: {names()}")
        return 2
    for name, options in (chosen or dict.fromkeys(names(), ())).items():
        print(f"── {name}", flush=True)
        # Each in a process of its own: what one leaves in memory would slow the next one down.
        words = [sys.executable, "-m", f"benchmarks.{name}", *options]
        done = subprocess.run(words, check=False)  # noqa: S603  # one of ``names()``
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
