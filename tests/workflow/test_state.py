"""Storing a running process: nothing lost, nothing guessed, damage noticed."""

from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rules.errors import EngineError, Invalid, WorkflowFault
from engine.workflow import Bundle, Instance
from tests.workflow.driving import RUNNER, again, begin, finish
from tests.workflow.models import ASKING, HANDLING, SPLIT, STRAIGHT
from tests.workflow.sketch import bundle, end, process, start, user

VALUES = [None, True, False, 0, 1, 1.0, 2.5, "", "1", "达成协议", [1, 2], [], ["a", None, True]]


def picture(instance: Instance) -> object:
    """What can be seen of a process, without the ids, which are new in every run."""
    position = instance.position()
    return repr(
        (
            [(task.element, task.lane, task.routing) for task in position.tasks],
            [(clock.element, clock.rule, clock.fires) for clock in position.clocks],
            (position.finished, position.waits, sorted(position.routing.items())),
        )
    )


def act(instance: Instance, throw: tuple[int, int, int]) -> None:
    """Do one thing that is possible, chosen by a throw of dice, whatever the ids are."""
    chance, value, key = throw
    position = instance.position()
    routing: dict[str, object] = {"abc"[key % 3]: VALUES[value % len(VALUES)]}
    routing |= {"again": chance % 5 < 3, "more": value % 3 > 0}
    acts = [("complete", task.task_id) for task in position.tasks]
    acts += [("fire", clock.anchor) for clock in position.clocks if clock.fires]
    acts += [("send", message) for message in position.waits if key == 0]
    kind, target = acts[chance % len(acts)] if acts else ("send", "nobody")
    getattr(instance, kind)(target, routing)
    instance.take_effects()


WALKS = st.lists(
    st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9)), min_size=1, max_size=25
)


@pytest.mark.parametrize("files", [STRAIGHT, HANDLING, ASKING, SPLIT])
@settings(max_examples=25, deadline=None)
@given(walk=WALKS)
def test_storing_at_every_step_gives_the_same_history_as_never_storing(
    files: Bundle, walk: list[tuple[int, int, int]]
) -> None:
    kept = begin(files, mediation_rule="R", again=False, more=False)
    stored = begin(files, mediation_rule="R", again=False, more=False)
    for throw in walk:
        already = len(kept.walked)
        act(kept, throw)
        stored = again(files, stored)
        act(stored, throw)
        assert picture(kept) == picture(stored)
        assert kept.walked[already:] == stored.walked
        if kept.position().finished:
            break


@pytest.mark.parametrize("value", VALUES)
def test_every_plain_value_comes_back_with_its_type(value: object) -> None:
    instance = begin(STRAIGHT, value=0 if value is not False else 1)
    finish(instance, "a", value=value)
    [task] = again(STRAIGHT, instance).position().tasks
    assert repr(task.routing["value"]) == repr(value)


@pytest.mark.parametrize("key", ["typename", "self", "data", "workflow", "len", "id", "task_spec"])
def test_no_name_of_a_value_has_a_meaning_for_the_codec(key: str) -> None:
    instance = begin(STRAIGHT, **{key: "UUID"})
    finish(again(STRAIGHT, instance), "a")
    assert again(STRAIGHT, instance).position().routing == {key: "UUID"}


@pytest.mark.parametrize(
    ("routing", "code"),
    [
        ({"a": {"b": 1}}, "not_plain"),
        ({"a": [[1]]}, "not_plain"),
        ({"a": float("nan")}, "not_finite"),
        ({"a": 2**63}, "too_large"),
        ({"a": "x" * 2001}, "too_long"),
        ({"a": "\ud800"}, "bad_text"),
        ({"a": {1, 2}}, "not_plain"),
        ({"A-1": 1}, "bad_key"),
        ({"__class__": 1}, "bad_key"),
        ({"a": [0] * 501}, "too_many_items"),
    ],
)
def test_values_that_are_not_plain_are_refused_before_anything_changes(
    routing: dict[str, object], code: str
) -> None:
    instance = begin(STRAIGHT)
    before = instance.dump()
    [task] = instance.position().tasks
    with pytest.raises(Invalid) as refused:
        instance.complete(task.task_id, routing)
    assert list(refused.value.fields.values()) == [code]
    assert instance.dump() == before


def test_changing_a_list_given_or_received_never_changes_the_process() -> None:
    given = ["01"]
    instance = begin(STRAIGHT, categories=given)
    given.append("99")
    received = instance.position().tasks[0].routing["categories"]
    assert isinstance(received, list)
    received.append("98")
    assert instance.position().routing == {"categories": ["01"]}


BLOB = begin(HANDLING, mediation_rule="R").dump()


@settings(max_examples=200, deadline=None)
@given(
    damage=st.lists(
        st.tuples(st.integers(0, len(BLOB) - 1), st.integers(0, 7)),
        min_size=1,
        max_size=4,
        unique=True,
    )
)
def test_a_damaged_blob_is_a_fault_and_never_anything_else(damage: list[tuple[int, int]]) -> None:
    broken = bytearray(BLOB)
    for place, bit in damage:
        broken[place] ^= 1 << bit
    with pytest.raises(WorkflowFault):
        RUNNER.resume(HANDLING, "main", bytes(broken))


def test_a_blob_cut_short_is_a_fault() -> None:
    for size in range(0, len(BLOB), 7):
        with pytest.raises(WorkflowFault):
            RUNNER.resume(HANDLING, "main", BLOB[:size])


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b"null",
        b'{"process":"main","changes":0,"ended":null,"tasks":[],"inner":[]}',
        b'{"process":"main","changes":0,"ended":null,"tasks":[["x",-1,"Start",7,1,{}]],"inner":[]}',
        b'{"process":"main","changes":0,"ended":null,"tasks":[["x",-1,"s",64,1,{}]],"inner":[["y",[]]]}',
    ],
)
def test_a_blob_that_checks_out_but_makes_no_sense_is_a_fault(body: bytes) -> None:
    with pytest.raises(WorkflowFault):
        RUNNER.resume(STRAIGHT, "main", b"\x01" + crc32(body).to_bytes(4, "big") + body)


def test_a_blob_of_another_process_or_other_elements_is_foreign() -> None:
    blob = begin(STRAIGHT).dump()
    other = bundle(process("main", start("s"), user("x"), end("e"), flows="s > x > e"))
    for files, name in ((HANDLING, "inner"), (other, "main")):
        with pytest.raises(WorkflowFault, match=r"state\.foreign"):
            RUNNER.resume(files, name, blob)


def test_a_blob_of_an_unknown_version_is_refused() -> None:
    blob = begin(STRAIGHT).dump()
    with pytest.raises(WorkflowFault, match=r"state\.version"):
        RUNNER.resume(STRAIGHT, "main", b"\x02" + blob[1:])


def test_every_refusal_of_this_room_is_one_of_the_engines_errors() -> None:
    assert issubclass(WorkflowFault, EngineError)


def test_no_record_of_the_library_carries_the_values_of_a_case(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(0):
        instance = begin(HANDLING, mediation_rule="secret-rule")
        instance.send("withdraw", {"note": "secret"})
    assert not [record for record in caplog.records if record.name.startswith("spiff")]
