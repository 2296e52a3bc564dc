"""The clock of a demo: moved, never of a real database."""

from datetime import datetime, timedelta

from engine.usecases.demo_clock import Advanced, advance_demo, workdays_later
from webui.api.schemas.clock import AdvancedSchema, ClockSchema, Leap
from webui.api.section import Section
from webui.auth import actor, desk

bp = Section("api_clock", "Demo clock")


@bp.acts("/clock", AdvancedSchema, takes=ClockSchema)
def advance(given: Leap) -> Advanced:
    """Move a demo's clock forward; what falls due on the way is done in order.

    A real database answers 409.
    """
    return advance_demo(desk(), actor(), _target(given))


def _target(leap: Leap) -> datetime:
    """Return where the clock is to stand."""
    if leap.to is not None:
        return leap.to
    if leap.workdays is not None:
        return workdays_later(desk(), leap.workdays)
    return desk().now() + timedelta(days=leap.days or 0)
