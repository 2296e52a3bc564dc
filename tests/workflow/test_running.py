"""How a process runs: steps, nesting, messages, clocks, joins and ends."""

import pytest

from engine.rules.errors import Stale, WorkflowFault
from tests.workflow.driving import RUNNER, again, anchor, begin, finish, open_steps
from tests.workflow.models import ASKING, HANDLING, SPLIT, STRAIGHT
from tests.workflow.sketch import (
    bundle,
    call,
    choice,
    effect,
    end,
    on_clock,
    parallel,
    process,
    start,
    sub,
    user,
)


def test_a_process_stops_at_the_first_step_for_a_person() -> None:
    instance = begin(STRAIGHT, channel="people")
    [task] = instance.position().tasks
    assert (task.element, task.properties["role"]) == ("a", "mediator")
    assert task.routing == {"channel": "people"}
    assert not instance.position().finished


def test_values_of_a_completed_step_reach_the_next_one_and_the_end() -> None:
    instance = begin(STRAIGHT, channel="people")
    finish(instance, "a", points=12, categories=["01", "02"])
    assert instance.position().routing == {
        "channel": "people",
        "points": 12,
        "categories": ["01", "02"],
    }
    finish(instance, "b", outcome="agreed")
    position = instance.position()
    assert position.finished
    assert not position.tasks
    assert position.routing["outcome"] == "agreed"


def test_a_step_completed_twice_is_stale() -> None:
    instance = begin(STRAIGHT)
    [task] = instance.position().tasks
    instance.complete(task.task_id, {})
    with pytest.raises(Stale):
        instance.complete(task.task_id, {})
    assert open_steps(instance) == ["b"]


def test_a_step_inside_a_called_process_inside_a_sub_process_is_open_and_can_be_finished() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    assert open_steps(instance) == ["prepare"]
    finish(instance, "prepare")
    assert open_steps(again(HANDLING, instance)) == ["talk"]
    instance = again(HANDLING, instance)
    finish(instance, "talk", outcome="agreed")
    assert open_steps(instance) == ["close"]
    assert instance.position().routing["outcome"] == "agreed"


def test_clocks_stand_on_every_active_activity_that_names_one() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    finish(instance, "prepare")
    clocks = {clock.element: clock for clock in instance.position().clocks}
    assert set(clocks) == {"handling", "mediate"}
    assert (clocks["handling"].rule, clocks["mediate"].rule) == ("CENTRE-7", "PM-01")
    assert clocks["mediate"].fires
    assert clocks["mediate"].interrupts
    assert clocks["handling"].fires
    assert not clocks["handling"].interrupts


def test_a_message_on_the_outer_sub_process_ends_everything_inside() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    finish(instance, "prepare")
    instance = again(HANDLING, instance)
    assert instance.position().waits == ("withdraw",)
    assert instance.send("withdraw", {"outcome": "withdrawn"})
    assert open_steps(instance) == ["write_off"]
    assert instance.position().clocks == ()
    assert instance.position().waits == ()
    assert instance.position().routing["outcome"] == "withdrawn"
    instance = again(HANDLING, instance)
    finish(instance, "write_off")
    assert instance.position().finished
    assert again(HANDLING, instance).position().finished


def test_a_message_nobody_waits_for_changes_nothing() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    before = instance.dump()
    assert not instance.send("stop_mediation", {"outcome": "failed"})
    assert instance.dump() == before


def test_an_interrupting_clock_ends_its_activity_and_nothing_else() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    finish(instance, "prepare")
    instance = again(HANDLING, instance)
    instance.fire(anchor(instance, "mediate"), {"outcome": "expired"})
    assert open_steps(instance) == ["late"]
    assert [clock.element for clock in instance.position().clocks] == ["handling"]
    assert instance.position().waits == ("withdraw",)
    finish(again(HANDLING, instance), "late")


def test_a_clock_that_does_not_interrupt_opens_a_second_line_once() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    where = anchor(instance, "handling")
    instance.fire(where, {})
    assert open_steps(instance) == ["prepare", "remind"]
    [clock] = instance.position().clocks
    assert not clock.fires
    instance = again(HANDLING, instance)
    with pytest.raises(Stale):
        instance.fire(where, {})
    assert open_steps(instance) == ["prepare", "remind"]


def test_what_a_second_line_did_not_change_does_not_overwrite_the_main_line() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7", outcome=None)
    instance.fire(anchor(instance, "handling"), {})
    for element, routing in (
        ("prepare", {}),
        ("talk", {"outcome": "agreed"}),
        ("close", {}),
        ("remind", {"reminded": True}),
    ):
        instance = again(HANDLING, instance)
        finish(instance, element, **routing)
    position = again(HANDLING, instance).position()
    assert position.finished
    assert position.routing["outcome"] == "agreed"
    assert position.routing["reminded"] is True


def test_a_fired_clock_of_an_activity_that_is_over_is_stale() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    finish(instance, "prepare")
    where = anchor(instance, "mediate")
    finish(instance, "talk")
    with pytest.raises(Stale):
        instance.fire(where, {})


def test_an_activity_entered_again_has_a_new_anchor_and_a_live_timer() -> None:
    instance = begin(ASKING)
    first = anchor(instance, "ask")
    instance.fire(first, {})
    instance = again(ASKING, instance)
    second = anchor(instance, "ask")
    assert second != first
    assert instance.position().clocks[0].start_event == "accepted"
    finish(instance, "ask", again=True)
    third = anchor(instance, "ask")
    instance = again(ASKING, instance)
    with pytest.raises(Stale):
        instance.fire(second, {})
    instance.fire(third, {})
    assert open_steps(instance) == ["ask"]


def test_a_step_that_receives_a_message_can_be_under_a_clock() -> None:
    instance = begin(ASKING)
    finish(instance, "ask", again=False)
    instance = again(ASKING, instance)
    assert instance.position().tasks == ()
    assert instance.position().waits == ("handed_over",)
    instance.fire(anchor(instance, "reply"), {})
    assert open_steps(instance) == ["nudge"]
    instance = again(ASKING, instance)
    assert instance.send("handed_over", {"receipt": 7})
    assert open_steps(instance) == ["nudge"]
    assert instance.position().clocks == ()
    finish(instance, "nudge")
    assert instance.position().finished
    assert instance.position().routing["receipt"] == 7


def test_five_hundred_rounds_stay_as_small_as_two() -> None:
    instance = begin(ASKING)
    sizes = []
    for _ in range(500):
        instance = again(ASKING, instance)
        finish(instance, "ask", again=True)
        sizes.append(len(instance.dump()))
    assert max(sizes) <= sizes[1] + 16  # the change counter grows by a few digits


def test_more_than_a_thousand_rounds_without_storing_do_not_freeze() -> None:
    instance = begin(ASKING)
    for _ in range(1100):
        finish(instance, "ask", again=True)
    assert open_steps(instance) == ["ask"]


@pytest.mark.parametrize("stored", [True, False])
def test_a_parallel_join_waits_for_every_branch_in_every_round(stored: bool) -> None:
    instance = begin(SPLIT)
    orders = [("left", "middle", "right"), ("right", "left", "middle"), ("middle", "right", "left")]
    for order in orders * 3:
        assert sorted(open_steps(instance)) == ["left", "middle", "right"]
        for element in order:
            instance = again(SPLIT, instance) if stored else instance
            finish(instance, element, more=True)
    for element in ("right", "middle", "left"):
        assert not instance.position().finished
        finish(instance, element, more=False)
        instance = again(SPLIT, instance) if stored else instance
    assert instance.position().finished


def test_each_parallel_branch_keeps_what_it_changed() -> None:
    instance = begin(SPLIT, a=0, b=0, c=0, more=False)
    finish(instance, "left", a=1)
    instance = again(SPLIT, instance)
    finish(instance, "right", b=2)
    instance = again(SPLIT, instance)
    finish(instance, "middle", c=3)
    assert instance.position().routing == {"a": 1, "b": 2, "c": 3, "more": False}


def test_rounds_with_parallel_branches_stay_small_too() -> None:
    instance = begin(SPLIT)
    sizes = []
    for _ in range(60):
        for element in ("middle", "left", "right"):
            instance = again(SPLIT, instance)
            finish(instance, element, more=True)
        sizes.append(len(instance.dump()))
    assert max(sizes) <= sizes[1] + 32


def test_a_terminate_end_inside_a_sub_process_ends_only_the_sub_process() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            sub(
                "inside",
                start("is"),
                parallel("fork"),
                user("stop"),
                user("wait"),
                end("te", terminate=True),
                end("ie"),
                flows="is > fork > stop > te; fork > wait > ie",
            ),
            user("after"),
            end("e"),
            flows="s > inside > after > e",
        )
    )
    instance = begin(files)
    finish(instance, "stop", outcome="terminated")
    assert open_steps(again(files, instance)) == ["after"]
    assert instance.position().routing["outcome"] == "terminated"


def test_a_terminate_end_at_the_top_closes_every_line_and_clock() -> None:
    instance = begin(HANDLING, mediation_rule="CENTRE-7")
    instance.fire(anchor(instance, "handling"), {})
    instance.send("withdraw", {})
    assert sorted(open_steps(instance)) == ["remind", "write_off"]
    finish(instance, "write_off")
    position = again(HANDLING, instance).position()
    assert position.finished
    assert (position.tasks, position.clocks, position.waits) == ((), (), ())


def test_effects_come_in_order_with_parameters_and_the_values_of_that_moment() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            effect("tell", "notify", who='"leader"', much="points"),
            user("a"),
            effect("count", "count_sitting"),
            effect("climb", "climb_duty", level='"town"'),
            end("e"),
            flows="s > tell > a > count > climb > e",
        )
    )
    instance = begin(files, points=7)
    [told] = instance.take_effects()
    assert (told.element, told.name) == ("tell", "notify")
    assert told.parameters == {"who": "leader", "much": 7}
    assert told.routing == {"points": 7}
    finish(instance, "a", points=8)
    assert [effect.name for effect in instance.take_effects()] == ["count_sitting", "climb_duty"]
    assert instance.take_effects() == ()


def test_effects_nobody_took_are_not_lost_by_storing() -> None:
    files = bundle(
        process("main", start("s"), effect("x", "y"), user("a"), end("e"), flows="s > x > a > e")
    )
    instance = begin(files)
    with pytest.raises(WorkflowFault, match=r"instance\.effects"):
        instance.dump()


def test_the_walked_path_names_elements_and_the_flows_really_taken() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            user("a", clock="X"),
            on_clock("late", "a", interrupts=False),
            choice("g"),
            user("b"),
            end("e"),
            end("le"),
            flows="""s > a > g
                     g > b ? points > 5
                     g > b ? points > 3
                     g > b *
                     b > e; late > le""",
        )
    )
    for points, flow in ((9, "main_f3"), (4, "main_f4"), (1, "main_f5")):
        instance = begin(files, points=points)
        assert [(w.element, w.flow, w.kind) for w in instance.walked] == [
            ("s", "main_f1", "startEvent")
        ]
        instance.fire(anchor(instance, "a"), {})
        instance = again(files, instance)
        finish(instance, "a")
        assert [(w.element, w.flow) for w in instance.walked] == [("a", "main_f2"), ("g", flow)]
        finish(instance, "b")
        assert [w.element for w in instance.walked][2:] == ["b", "e"]


def test_conditions_are_tried_in_the_order_of_the_file() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            choice("g"),
            user("first"),
            user("second"),
            end("e"),
            flows="""s > g
                     g > first ? points > 1
                     g > second ? points > 2
                     g > second *
                     first > e; second > e""",
        )
    )
    assert open_steps(begin(files, points=9)) == ["first"]


def test_a_loop_without_any_waiting_step_is_stopped_and_the_instance_is_spent() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            user("a"),
            choice("g"),
            effect("x", "y"),
            end("e"),
            flows="s > a > g; g > x ? true; g > e *; x > g",
        )
    )
    instance = begin(files)
    with pytest.raises(WorkflowFault, match=r"guard\.(steps|seconds|tasks)"):
        finish(instance, "a")
    with pytest.raises(WorkflowFault, match=r"instance\.spent"):
        instance.dump()


def test_a_process_that_calls_itself_is_stopped() -> None:
    files = bundle(process("main", start("s"), call("c", "main"), end("e"), flows="s > c > e"))
    with pytest.raises(WorkflowFault, match=r"guard\.depth"):
        begin(files)


def test_a_condition_that_is_neither_yes_nor_no_is_a_fault() -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            choice("g"),
            user("a"),
            end("e"),
            flows="s > g; g > a ? points; g > e *; a > e",
        )
    )
    with pytest.raises(WorkflowFault, match=r"condition\.not_boolean"):
        begin(files, points=3)


def test_an_unknown_process_is_a_fault() -> None:
    with pytest.raises(WorkflowFault, match=r"process\.unknown"):
        RUNNER.start(STRAIGHT, "nowhere", {})
