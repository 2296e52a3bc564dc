"""A query is put together once for a person and a question, and never for what was typed."""

import pytest

from engine.queries.filters import Filters
from engine.queries.same_again import same_again


@pytest.fixture
def made():
    return []


def test_the_same_question_of_the_same_person_is_put_together_once(made):
    ask = same_again(lambda who, filters: made.append((who, filters)) or len(made))
    red = Filters(colours=("red",))
    assert [ask("a", red), ask("b", red), ask("a", Filters()), ask("a", red)] == [1, 2, 3, 1]


def test_what_was_typed_is_not_kept(made):
    ask = same_again(made.append)
    for _ in range(2):
        ask(Filters(text="330102199001011234"))
    assert len(made) == 2
