"""Moving a running process to another bundle: what is open stays open, or the move is refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from engine.workflow import Bundle, Instance, Moved, MoveRefused
from tests.workflow.driving import RUNNER, again, anchor, begin, finish, open_steps
from tests.workflow.models import ASKING, HANDLING, SPLIT, STRAIGHT
from tests.workflow.sketch import (
    Node,
    bundle,
    call,
    end,
    on_clock,
    on_message,
    parallel,
    process,
    start,
    sub,
    user,
)
from tests.workflow.test_state import WALKS, act, picture


def main(*nodes: Node, flows: str, messages: tuple[str, ...] = ()) -> Bundle:
    return bundle(process("main", *nodes, flows=flows), messages=messages)


def line(*middle: Node, flows: str = "", messages: tuple[str, ...] = ()) -> Bundle:
    nodes = (start("s"), *middle, end("e"))
    drawn = [node.id for node in nodes if node.tag != "boundaryEvent" and node.id[:2] != "x_"]
    return main(*nodes, end("xe"), flows=" > ".join(drawn) + flows, messages=messages)


def move(
    old: Bundle, new: Bundle, instance: Instance, mapping: Mapping[str, str] = {}
) -> tuple[Instance, Moved]:
    instance.take_effects()
    moved = RUNNER.move(old, new, "main", instance.dump(), mapping)
    return RUNNER.resume(new, "main", moved.blob), moved


def refusal(old: Bundle, new: Bundle, instance: Instance, **mapping: str) -> str:
    with pytest.raises(MoveRefused) as refused:
        move(old, new, instance, mapping)
    return refused.value.code


@pytest.mark.parametrize("files", [STRAIGHT, HANDLING, ASKING, SPLIT])
@settings(max_examples=25, deadline=None)
@given(walk=WALKS)
def test_a_case_that_is_moved_at_every_step_goes_the_way_of_one_that_is_not(
    files: Bundle, walk: list[tuple[int, int, int]]
) -> None:
    same = Bundle.of({**files.files, "other.bpmn": STRAIGHT_ELSEWHERE}, 2)
    plain = begin(files, mediation_rule="PM-02")
    moved, here = begin(files, mediation_rule="PM-02"), files
    for throw in walk:
        if plain.position().finished:
            break
        act(plain, throw)
        act(moved, throw)
        there = same if here is files else files
        moved, _ = move(here, there, moved)
        here = there
        plain = RUNNER.resume(files, "main", plain.dump())
        assert picture(moved) == picture(plain)


STRAIGHT_ELSEWHERE = bundle(
    process("elsewhere", start("os"), user("oa"), end("oe"), flows="os > oa > oe")
).files["model.bpmn"]


def test_open_steps_keep_their_ids_and_values() -> None:
    instance = begin(STRAIGHT, grade="major", people=[1, 2])
    finish(instance, "a", result="yes")
    before = instance.position()
    there, moved = move(STRAIGHT, line(user("a"), user("new"), user("b")), instance)
    assert there.position().tasks == before.tasks == moved.before.tasks
    assert there.position().routing == before.routing


def test_a_step_that_is_put_in_later_is_walked() -> None:
    instance = begin(STRAIGHT)
    there, _ = move(STRAIGHT, line(user("a"), user("approve"), user("b")), instance)
    finish(there, "a")
    assert open_steps(there) == ["approve"]
    finish(there, "approve")
    finish(there, "b")
    assert there.position().finished


def test_a_step_that_was_done_may_be_gone() -> None:
    instance = begin(STRAIGHT)
    finish(instance, "a", result="kept")
    there, _ = move(STRAIGHT, line(user("b"), user("c")), instance)
    assert there.position().routing == {"result": "kept"}
    finish(there, "b")
    assert open_steps(there) == ["c"]


def test_a_renamed_step_is_found_by_the_mapping() -> None:
    instance = begin(STRAIGHT)
    new = line(user("first"), user("b"))
    assert refusal(STRAIGHT, new, begin(STRAIGHT)) == "move.element_gone"
    there, _ = move(STRAIGHT, new, instance, {"a": "first"})
    assert open_steps(there) == ["first"]
    finish(there, "first")
    assert open_steps(there) == ["b"]


def test_an_open_step_that_became_something_else_is_refused() -> None:
    inner = process("inner", start("is"), user("talk"), end("ie"), flows="is > talk > ie")
    drawn = process("main", start("s"), call("a", "inner"), user("b"), end("e"),
                    flows="s > a > b > e")  # fmt: skip
    assert refusal(STRAIGHT, bundle(drawn, inner), begin(STRAIGHT)) == "move.kind_changed"


def test_a_process_that_is_gone_is_refused() -> None:
    gone = Bundle.of({"other.bpmn": STRAIGHT_ELSEWHERE}, 2)
    assert refusal(STRAIGHT, gone, begin(STRAIGHT)) == "move.process_gone"


def test_a_timer_that_is_new_beside_an_open_step_waits_and_fires() -> None:
    new = line(
        user("a", clock="C-1"), on_clock("over", "a"), user("x_late"), user("b"),
        flows="; over > x_late > xe",
    )  # fmt: skip
    there, moved = move(STRAIGHT, new, begin(STRAIGHT))
    assert [clock.rule for clock in moved.new_clocks] == ["C-1"]
    there.fire(anchor(there, "a"), {})
    assert open_steps(there) == ["x_late"]


def test_a_message_that_is_new_beside_an_open_step_is_heard() -> None:
    new = line(
        user("a"), on_message("stop", "a", "withdraw"), user("x_off"), user("b"),
        flows="; stop > x_off > xe", messages=("withdraw",),
    )  # fmt: skip
    there, _ = move(STRAIGHT, new, begin(STRAIGHT))
    assert there.send("withdraw", {})
    assert open_steps(there) == ["x_off"]


def test_a_message_nobody_waits_for_any_more_is_said() -> None:
    old = line(
        user("a"), on_message("stop", "a", "withdraw"), user("x_off"), user("b"),
        flows="; stop > x_off > xe", messages=("withdraw",),
    )  # fmt: skip
    there, moved = move(old, STRAIGHT, begin(old))
    assert moved.deaf == ("withdraw",)
    finish(there, "a")
    assert open_steps(there) == ["b"]


def test_a_running_clock_is_never_dropped() -> None:
    under = line(user("a", clock="C-1"), user("b"))
    fires = line(
        user("a", clock="C-1"), on_clock("over", "a"), user("x_late"), user("b"),
        flows="; over > x_late > xe",
    )  # fmt: skip
    assert refusal(under, STRAIGHT, begin(under)) == "move.clock_gone"
    assert refusal(fires, under, begin(fires)) == "move.timer_gone"


def test_a_clock_keeps_the_rule_it_was_opened_under() -> None:
    old, new = line(user("a", clock="C-1"), user("b")), line(user("a", clock="C-2"), user("b"))
    instance = begin(old)
    anchored = anchor(instance, "a")
    _, moved = move(old, new, instance)
    assert moved.kept_rules == (anchored,)
    assert not moved.new_clocks


def test_branches_that_wait_for_each_other_move_only_to_the_same_meeting() -> None:
    two = main(
        start("s"), parallel("fork"), user("left"), user("right"), parallel("meet"), user("after"),
        end("e"), flows="s > fork > left > meet; fork > right > meet > after > e",
    )  # fmt: skip
    three = main(
        start("s"), parallel("fork"), user("left"), user("right"), user("third"),
        parallel("meet"), user("after"), end("e"),
        flows="s > fork > left > meet; fork > right > meet; fork > third > meet > after > e",
    )  # fmt: skip
    instance = begin(two)
    finish(instance, "left")
    assert refusal(two, three, instance) == "move.join_changed"
    longer = Bundle.of({**two.files, "other.bpmn": STRAIGHT_ELSEWHERE}, 2)
    instance = begin(two)
    finish(instance, "left", mark=1)
    there, _ = move(two, longer, instance)
    finish(there, "right", other=2)
    assert open_steps(there) == ["after"]
    assert there.position().routing == {"mark": 1, "other": 2}


def test_what_runs_inside_moves_too() -> None:
    instance = begin(HANDLING, mediation_rule="PM-02")
    finish(instance, "prepare")
    assert open_steps(instance) == ["talk"]
    drawn = HANDLING.files["model.bpmn"].replace(b'"talk"', b'"speak"').replace(b"f_", b"flow_")
    new = Bundle.of({"model.bpmn": drawn}, 2)
    assert refusal(HANDLING, new, instance) == "move.element_gone"
    instance = begin(HANDLING, mediation_rule="PM-02")
    finish(instance, "prepare")
    clocks = {clock.anchor: clock.rule for clock in instance.position().clocks}
    there, _ = move(HANDLING, new, instance, {"talk": "speak"})
    assert {clock.anchor: clock.rule for clock in there.position().clocks} == clocks
    there.send("withdraw", {})
    assert open_steps(there) == ["write_off"]


def test_an_inner_process_that_is_not_called_any_more_is_refused() -> None:
    inside = main(
        start("s"), sub("part", start("ps"), user("talk"), end("pe"), flows="ps > talk > pe"),
        end("e"), flows="s > part > e",
    )  # fmt: skip
    assert refusal(inside, line(user("part")), begin(inside)) in {
        "move.inner_gone",
        "move.kind_changed",
    }


def test_a_clock_that_leads_back_to_its_own_step_ends_it_every_time() -> None:
    instance = begin(ASKING)
    for _ in range(5):
        instance.fire(anchor(instance, "ask"), {})
        assert open_steps(instance) == ["ask"]
        instance = again(ASKING, instance)
