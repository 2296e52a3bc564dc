"""What the engine wrote, read back: arithmetic agrees, paths lie on the drawing, forms hold."""

import pytest

from engine.clock import FixedClock
from engine.queries.clocks_view import case_clocks
from engine.queries.graph import case_graph
from engine.queries.lens import lens_of
from engine.queries.overview import case_overview
from engine.queries.step_form import step_form
from tests.journeys.world import County
from tests.settled import Settled


@pytest.fixture
def world(desk, clock: FixedClock, settled: Settled) -> County:
    settled.settle(desk)
    return County(desk, clock)


def read(world, code, page):
    with world.desk.read() as session:
        return page(session, world.actor("vm"), lens_of(world.desk), code)


def test_every_clock_worked_out_again_comes_to_its_stored_day(world):
    code = world.register()
    colours = set()
    for _ in range(56):  # past yellow, orange, red and two climbs
        world.pass_days(0.25)
        views = read(world, code, case_clocks)
        assert all(view.agrees for view in views)
        colours |= {view.standing.colour for view in views}
    assert colours == {"green", "yellow", "orange", "red"}


def test_the_path_walked_lies_on_the_drawing_and_ends_where_the_case_waits(world):
    code = world.register()
    world.take("vm", code, "sign_for")
    main = read(world, code, case_graph)[0]
    walked = [element for drawing in main.drawings for element in drawing.walked]
    current = [element for drawing in main.drawings for element in drawing.current]
    assert {"sign_for", "handling_opened"} <= set(walked)
    assert current == ["get_consent"]
    assert {process.kind for process in read(world, code, case_graph)} == {"dispute", "duty"}


def test_who_signed_for_a_case_is_led_to_its_next_step_and_form(world):
    code = world.register()
    world.take("vm", code, "sign_for")
    page = read(world, code, case_overview)
    assert (page.next_step.element, page.next_step.mine) == ("get_consent", True)
    assert page.standing is not None
    with world.desk.read() as session:
        form = step_form(session, world.actor("vm"), lens_of(world.desk), page.next_step.item_id)
    assert form.hindrance is None
    assert form.routing["channel"] == "people"
    assert form.shown
    assert form.documents
