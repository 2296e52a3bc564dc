"""Doing what costs or earns points, and adding entries up the slow way."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from engine.storage.models import PointEntryRow, SpotCheckCaseRow
from engine.usecases.endings import terminate_case
from engine.usecases.orders import OrderText, issue_order
from engine.usecases.populations import Criteria
from engine.usecases.spot_checks import Sample, Verdict, check_sampled, draw_sample
from engine.usecases.urges import urge_case
from tests.journeys.acts import close, tell_routes
from tests.journeys.world import County


def signed_for(county: County) -> str:
    """Register a case that the village signs for; return its code."""
    code = county.register()
    county.take("vm", code, "sign_for")
    return code


def order(county: County, code: str, card: str) -> int:
    """Issue a supervision order; return its id."""
    return issue_order(county.desk, county.actor("cs"), code, OrderText(card, "逾期", "办理"))


def finding(county: County, kind: str, point_rule: str | None = None) -> None:
    """Draw a case of the village and find something."""
    supervisor = county.actor("ts")
    sample = Sample(county.office_id("village"), kind, 1, Criteria("open"), "1")
    check_id = draw_sample(county.desk, supervisor, sample)
    with county.desk.read() as session:
        query = select(SpotCheckCaseRow.id).where(SpotCheckCaseRow.spot_check_id == check_id)
        line_id = session.scalars(query).one()
    fix_by = county.today + timedelta(3)
    verdict = Verdict("finding", "", "会谈记录没有签名", fix_by, point_rule)
    check_sampled(county.desk, supervisor, line_id, verdict)


def not_put_right(county: County, code: str) -> None:
    """Report that it is put right, and find that it is not."""
    county.take("vm", code, "rectify", cause="own", report="已补签")
    again = county.day(2)
    county.take("ts", code, "recheck", decision="not_fixed", note="仍缺一份", fix_by=again)


def answer_urge(county: County, code: str, days: int) -> None:
    """Urge a case and answer after so many days."""
    urge_case(county.desk, county.actor("ts"), code)
    county.pass_days(days)
    county.take("vm", code, "reply_urge", reply="明日开会")


def end(county: County, code: str) -> None:
    """End a case without agreement, and close it."""
    terminate_case(county.desk, county.actor("vm"), code, "refused_by_party", "一方明确拒绝")
    tell_routes(county, "vm", code)
    close(county, "vl", "registrar", code)


def entries(county: County) -> list[PointEntryRow]:
    """Return the whole ledger."""
    with county.desk.read() as session:
        return list(session.scalars(select(PointEntryRow).order_by(PointEntryRow.id)))


def sums(rows: list[PointEntryRow]) -> dict[tuple[int, str], Decimal]:
    """Add the raw rows up by office and month, one after the other."""
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        found[row.office_id, row.month] += row.base * row.multiplier
    return dict(found)
