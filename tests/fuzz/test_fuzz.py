"""Damaged procedures, a bounded number: refused with findings, or runnable; nothing else.

The long form: ``python -m tests.fuzz --minutes 30 --seed 1``.
"""

import pytest

from engine.resources import shipped_workflows
from engine.workflow import read_folder
from tests.fuzz.mutants import mutate
from tests.fuzz.outcome import REFUSED, RUNS, outcome

FILES = read_folder(shipped_workflows())
EACH = 8


@pytest.mark.parametrize("first", range(0, 64, EACH))
def test_a_damaged_procedure_is_refused_in_words_or_runs(first: int) -> None:
    for seed in range(first, first + EACH):
        mutant = mutate(FILES, seed)
        assert outcome(FILES, mutant, seed) in (REFUSED, RUNS), (seed, mutant.path, mutant.how)
