"""Second names of tables, asked by many threads at once for the first time."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from engine.storage.alias import alias, shared
from engine.storage.models import CaseRow

COLUMNS = ("ended_at", "due_at", "id", "holder_id")
TRIALS = 200  # one in thirty failed before


@pytest.fixture(autouse=True)
def _threads_take_turns_quickly() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(ask: Callable[[str], object]) -> list[object]:
    """Let a thread ask for each column, all at the same instant; return what they were told."""
    begin, told = threading.Barrier(len(COLUMNS)), []

    def run(column: str) -> None:
        begin.wait()
        told.append(ask(column))

    threads = [threading.Thread(target=run, args=(column,)) for column in COLUMNS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == len(COLUMNS)
    return told


def test_a_second_name_is_never_the_first_whoever_asks_at_once():
    for _ in range(TRIALS):
        second = alias(CaseRow)
        told = at_once(lambda column, of=second: str(getattr(of, column).is_(None)))
        assert all(words.startswith("case_1.") for words in told), told


def test_a_shared_statement_knows_the_columns_of_its_subqueries():
    columns = {column: getattr(CaseRow, column) for column in COLUMNS}
    for _ in range(TRIALS):
        inner = select(*columns.values()).subquery()
        assert shared(select(inner)) is not None
        found = at_once(
            lambda column, of=inner: of.corresponding_column(columns[column].expression)
        )
        assert not [column for column in found if column is None]


def test_what_is_no_statement_is_given_back_as_it_is():
    assert shared(None) is None
    assert shared({"a": 1}) == {"a": 1}
