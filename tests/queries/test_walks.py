"""The way a case took lies on the drawing it runs by, also after it was moved to another one."""

import pytest

from engine.clock import FixedClock
from engine.queries.graph import case_graph
from engine.queries.lens import lens_of
from engine.rules.permissions import Actor, Grant, Role
from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import run_errands
from engine.usecases.moves import ask_move, undo_move
from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.world import County
from tests.settled import Settled


@pytest.fixture
def world(desk, clock: FixedClock, settled: Settled) -> County:
    settled.settle(desk)
    return County(desk, clock)


@pytest.fixture
def code(world) -> str:
    """A case in which both sides have consented."""
    code = world.register()
    world.take("vm", code, "sign_for")
    agree_to_mediate(world, "vm", code)
    return code


def graph(world, code):
    with world.desk.read() as session:
        return case_graph(session, world.actor("vm"), lens_of(world.desk), code)[0]


def walked(process) -> list[str]:
    return [each for drawing in process.drawings for each in drawing.walked]


def administrator(world) -> Actor:
    known = world.actor("registrar")
    return Actor(known.user_id, known.name, (Grant(Role.ADMINISTRATOR, 1, "/1/"),))


def publish_renamed(world) -> int:
    """Publish a set in which the step of consent and its arrows have other ids."""
    with world.desk.work(None) as work:
        files = {
            path: content.replace(b'"get_consent"', b'"ask_both"')
            .replace(b"get_consent__", b"ask_both__")
            .replace(b">get_consent<", b">ask_both<")
            if path.endswith(".bpmn")
            else content
            for path, content in newest_bundle(work.session).files.items()
        }
        return publish_bundle(work, files, "征求意见改编号").version


def move(world, mapping) -> int:
    version = publish_renamed(world)
    moved = ask_move(world.desk, administrator(world), (1, version), mapping, "改编号")
    run_errands(world.desk)
    return moved


def test_the_way_follows_a_move_to_the_new_ids_of_steps_and_arrows(world, code):
    before = graph(world, code)
    assert {"get_consent", "get_consent__consented"} <= set(walked(before))
    move(world, {"get_consent": "ask_both"})
    after = graph(world, code)
    assert (after.bundle_version, after.moved_from) == (2, 1)
    assert {"ask_both", "ask_both__consented"} <= set(walked(after))
    assert len(walked(after)) == len(walked(before))
    assert "get_consent" not in walked(after)
    assert [step.element for step in after.steps if step.name == "征求意见"] == ["ask_both"]


def test_what_is_walked_after_the_move_follows_on(world, code):
    move(world, {"get_consent": "ask_both"})
    before = walked(graph(world, code))
    world.sleep(hours=30)
    sit(world, "vm", code, "go_on")
    after = walked(graph(world, code))
    assert len(after) > len(before)
    assert set(before) <= set(after)
    assert "hold_sitting" in after


def test_undone_the_way_is_what_it_was(world, code):
    before = graph(world, code)
    undo_move(world.desk, administrator(world), move(world, {"get_consent": "ask_both"}))
    run_errands(world.desk)
    after = graph(world, code)
    assert (after.bundle_version, after.moved_from) == (1, None)
    assert walked(after) == walked(before)
    assert after.steps == before.steps


def test_without_a_mapping_the_part_the_drawing_has_stays(world, code):
    move(world, {})
    after = graph(world, code)
    assert after.bundle_version == 2
    assert "sign_for" in walked(after)
    assert not {"get_consent", "ask_both"} & set(walked(after))
