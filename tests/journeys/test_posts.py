"""Posts for a time: they begin and end by the office's day, wherever somebody's posts are asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.queries.accounts import account
from engine.queries.lens import lens_of
from engine.queries.offices import headcounts
from engine.queries.paging import Turn
from engine.queries.recusals import declarable
from engine.queries.users import candidates, user_lines
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.permissions import Role
from engine.storage.models import GrantRow, UserRow
from engine.usecases import offices
from engine.usecases.recusals import Ground, declare_conflict
from engine.usecases.steps import complete_step
from tests.journeys.world import County


def lend(county: County, login: str, office: str, days: tuple[int, int]) -> None:
    """Make somebody a mediator of another office from a day until a day, counted from today."""
    first, last = (county.today + timedelta(days=each) for each in days)
    with county.desk.work(None) as work:
        user = work.session.scalars(select(UserRow).where(UserRow.login == login)).one()
        work.add(
            GrantRow(
                user_id=user.id, role=Role.MEDIATOR, office_id=county.office_id(office),
                from_on=first, until_on=last,
            )
        )  # fmt: skip


def offices_of(county: County, login: str) -> frozenset[int]:
    with county.desk.read() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == login)).one()
        return account(session, user.id, county.today).actor.office_ids


def mediators(county: County, office: str) -> set[str]:
    with county.desk.work(None) as work:
        found = offices.people(work, county.office_id(office), Role.MEDIATOR)
        return {each.login for each in found}


def test_a_post_holds_from_its_first_day_to_its_last_and_not_a_day_longer(county):
    lend(county, "em", "village", (1, 2))
    village = county.office_id("village")
    held = []
    for _ in range(4):
        held.append((village in offices_of(county, "em"), "em" in mediators(county, "village")))
        county.pass_days(1)
    assert held == [(False, False), (True, True), (True, True), (False, False)]


def test_who_was_lent_is_offered_a_step_and_takes_it_only_while_the_post_holds(county):
    lend(county, "em", "village", (0, 0))
    code = county.register()
    item = county.item(code, "sign_for")

    def offered() -> set[str]:
        with county.desk.read() as session:
            found = candidates(session, county.actor("vl"), lens_of(county.desk), code, item.id)
            return {each.name for each in found}

    assert "em某" in offered()
    county.pass_days(1)
    assert "em某" not in offered()
    with county.desk.read() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == "em")).one()
        late = account(session, user.id, county.today).actor
    with pytest.raises((NotAllowed, NotFound)) as refused:
        complete_step(county.desk, late, item.id, {})
    assert refused.value.code in {"step.unknown", "step.work"}


def test_who_was_lent_counts_and_may_be_declared_for_only_while_the_post_holds(county):
    lend(county, "em", "village", (0, 0))
    leader, ground = county.actor("vl"), Ground("近亲属", party_name="甲某")

    def seen() -> tuple[int, set[str]]:
        with county.desk.read() as session:
            count = headcounts(session, county.today)[county.office_id("village")]
            return count, {name for _, name in declarable(session, leader, county.today)}

    lent, staff = seen()
    person = county.actor("em").user_id
    declare_conflict(county.desk, leader, person, ground)
    assert "em某" in staff
    county.pass_days(1)
    count, staff = seen()
    assert count == lent - 1
    assert "em某" not in staff
    with pytest.raises(NotAllowed):
        declare_conflict(county.desk, leader, person, ground)


def test_who_is_listed_with_which_posts_goes_by_the_day(county):
    lend(county, "em", "village", (1, 2))
    village, listed = county.office_id("village"), []
    for _ in range(4):
        with county.desk.read() as session:
            page = user_lines(session, county.actor("vl"), county.today, Turn(size=100))
        posts = {line.login: [post.office_id for post in line.posts] for line in page.rows}
        listed.append(posts.get("em"))
        county.sleep(days=1)
    assert listed == [None, [village], [village], None]


def test_an_administrator_still_finds_who_holds_no_post_any_more(county):
    with county.desk.work(None) as work:
        user = work.session.scalars(select(UserRow).where(UserRow.login == "em")).one()
        grant = work.session.scalars(select(GrantRow).where(GrantRow.user_id == user.id)).one()
        grant.until_on = county.today - timedelta(days=1)
    with county.desk.read() as session:
        page = user_lines(session, county.actor("admin"), county.today, wanted="em")
    assert [(line.login, line.posts) for line in page.rows] == [("em", ())]
