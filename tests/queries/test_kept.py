"""A page reads nothing twice; whoever changes something reads everything anew."""

import pytest

from engine.queries.kept import kept, shows_one_page


@pytest.fixture
def reads():
    return []


def test_a_page_reads_once_for_each_key(county, reads):
    with county.read() as session:
        shows_one_page(session)
        for key in ("a", "b", "a"):
            kept(session, key, lambda key=key: reads.append(key))
    assert reads == ["a", "b"]


def test_any_other_session_reads_each_time(county, reads):
    with county.read() as session:
        for _ in range(2):
            kept(session, "a", lambda: reads.append("a"))
    assert reads == ["a", "a"]


def test_what_failed_is_tried_again(county, reads):
    def fails():
        reads.append("a")
        raise LookupError

    with county.read() as session:
        shows_one_page(session)
        for _ in range(2):
            with pytest.raises(LookupError):
                kept(session, "a", fails)
    assert reads == ["a", "a"]
