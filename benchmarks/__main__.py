"""Run the measurements: ``python3 run.py bench [NAME…]``; without a name, all of them.

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


def main(asked: list[str]) -> int:
    """Run the measurements asked for; return the exit code."""
    unknown = set(asked) - set(names())
    if unknown or not names():
        print(f"there is no {', '.join(sorted(unknown)) or 'measurement'}; there are: {names()}")
        return 2
    for name in asked or names():
        print(f"── {name}", flush=True)
        # Each in a process of its own: what one leaves in memory would slow the next one down.
        words = [sys.executable, "-m", f"benchmarks.{name}"]
        done = subprocess.run(words, check=False)  # noqa: S603  # one of ``names()``
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
