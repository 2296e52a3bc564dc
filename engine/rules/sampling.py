"""Drawing a sample anybody can draw again, on any machine, with paper if need be.

The algorithm: write ``seed:code`` in UTF-8 for every case code of the population, take the
SHA-256 of each, sort by the hexadecimal digest (the code breaks ties) and take the first *size*.
Nobody who fixes the seed before the population is known can choose the sample, and a case's place
depends on nothing but the seed and its own code.
"""

from collections.abc import Iterable
from hashlib import sha256


def draw(seed: str, codes: Iterable[str], size: int) -> tuple[str, ...]:
    """Return *size* distinct codes in the order they are drawn; all of them if there are fewer."""
    ordered = sorted(set(codes), key=lambda code: (_digest(f"{seed}:{code}"), code))
    return tuple(ordered[: max(size, 0)])


def population_sha(codes: Iterable[str]) -> str:
    """Return the SHA-256 over the distinct codes, sorted and joined with line feeds."""
    return _digest("\n".join(sorted(set(codes))))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
