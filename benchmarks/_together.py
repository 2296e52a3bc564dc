"""Several processes that do their share at once: they begin when all of them are ready."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

READY_SECONDS = 120  # for reading the program and warming up, on a busy machine

_gate: list[Barrier] = []  # a child's only door to the others: handed over when it starts


@dataclass(frozen=True, slots=True)
class Turn:
    """When a process began and ended its share (seconds of the wall), and its processor."""

    since: float
    until: float
    worked: float


Share = Callable[[Any, Callable[[], None]], Turn]


def at_once(act: Share, lots: Sequence[Any]) -> list[Turn]:
    """Let one process for each of *lots* do *act* with it; return their turns.

    *act* calls what it is given once it has read the program and warmed up, and goes on from
    there when all the others have called it too.
    """
    spawning = get_context("spawn")
    gate = spawning.Barrier(len(lots))
    with ProcessPoolExecutor(len(lots), spawning, _hand_over, (gate,)) as pool:
        return list(pool.map(partial(_one, act), lots))


def _hand_over(gate: Barrier) -> None:
    _gate.append(gate)


def _one(act: Share, lot: Any) -> Turn:
    try:
        return act(lot, _pass)
    except BaseException:
        _gate[0].abort()  # the others must not wait for it
        raise


def _pass() -> None:
    _gate[0].wait(READY_SECONDS)
