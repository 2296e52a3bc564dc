"""The banners for those who must know: the installation does not keep its time, a year is missing.

Asked at most every quarter of a minute in each process, by three short statements.
"""

from datetime import datetime, timedelta

from flask import current_app

from engine.queries.calendar_coverage import uncovered_years
from engine.queries.health import Periods, troubles
from engine.rules.permissions import Actor, Role
from engine.rules.punctuality import SWEEP, Trouble
from webui.auth import desk
from webui.database import db
from webui.formatting import duration
from webui.translate import gettext

PERIODS = "periods"  # app.extensions: the ticks of this installation and their seconds
KEPT = timedelta(seconds=15)
_TOLD = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_ASKED = "alarm"  # app.extensions: when it was asked last, and the answer
_COVERED = "covered"  # the same of the years no notice covers


def periods() -> Periods:
    """Return the ticks' seconds by name; at least the sweep's."""
    given: Periods = current_app.extensions.get(PERIODS, {})
    return given or {SWEEP: desk().settings.tick_seconds}


def for_person(actor: Actor | None) -> str:
    """Return what to say above the pages of *actor*; empty if nothing, or not to them."""
    if actor is None or not _TOLD & actor.roles:
        return ""
    found = [each for each in _troubles(desk().now()) if each.tick == SWEEP]
    return sentence(found[0]) if found else ""


def _troubles(now: datetime) -> tuple[Trouble, ...]:
    asked: tuple[datetime, tuple[Trouble, ...]] | None = current_app.extensions.get(_ASKED)
    if asked is None or not timedelta(0) <= now - asked[0] < KEPT:
        asked = now, troubles(db.session(), now, periods())
        current_app.extensions[_ASKED] = asked
    return asked[1]


def uncovered(actor: Actor | None) -> tuple[int, ...]:
    """Return the years no notice covers though it is time, for those who are to see to it."""
    if actor is None or not _TOLD & actor.roles:
        return ()
    now = desk().now()
    asked: tuple[datetime, tuple[int, ...]] | None = current_app.extensions.get(_COVERED)
    if asked is None or not timedelta(0) <= now - asked[0] < KEPT:
        asked = now, uncovered_years(db.session(), desk().local_day(now))
        current_app.extensions[_COVERED] = asked
    return asked[1]


def sentence(trouble: Trouble) -> str:
    """Return a trouble as people are told of it: what stands still, and what to do."""
    if trouble.code == "tick.never":
        return gettext(
            "期限巡检还没有运行过：期限不会变色，消息不会发出。请联系系统管理员检查服务。"
        )
    how_long = duration(trouble.minutes * 60)
    if trouble.code == "clock.late":
        return gettext(
            "期限巡检跟不上：最早的一件已到期 %(how_long)s还没有办。请联系系统管理员检查服务。",
            how_long=how_long,
        )
    return gettext(
        "期限巡检已停 %(how_long)s：期限没有变色，消息没有发出。请联系系统管理员检查服务。",
        how_long=how_long,
    )
