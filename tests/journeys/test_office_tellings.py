"""What concerns an office is told to its leaders and the supervisors above it, each time once."""

import pytest
from sqlalchemy import select

from engine.storage.models import MessageRow, UserRow
from engine.usecases.point_appeals import appeal_entry, decide_appeal
from engine.usecases.premises import Closing, close_office
from engine.usecases.sanctions import Signing, end_sanctions, lift_sanction, sign_sanction
from notifications.texts import TextBook
from tests.journeys.test_points import by_hand
from tests.journeys.world import County

LEADER_AND_ABOVE = ["ts", "vl"]


def told(county: County, kind: str) -> list[str]:
    """Return the logins of those who find a kind of telling in the inbox."""
    with county.desk.read() as session:
        query = (
            select(UserRow.login)
            .join(MessageRow, MessageRow.recipient_id == UserRow.id)
            .where(MessageRow.kind == kind, MessageRow.channel == "inbox")
        )
        return sorted(session.scalars(query))


def subject(county: County, kind: str) -> str:
    with county.desk.read() as session:
        row = session.scalars(select(MessageRow).where(MessageRow.kind == kind)).first()
        return TextBook().render(row.kind, row.facts, "zh_CN").subject


@pytest.fixture
def sanction(county) -> int:
    """A caution on the village, for three cases nobody signed for in time."""
    for _ in range(3):
        county.register()
    county.pass_days(4)
    signing = Signing("S-RED-3", county.office_id("village"), "2026-03", "三件逾期")
    return sign_sanction(county.desk, county.actor("boss"), signing)


def test_a_signed_sanction_is_told(county, sanction):
    assert told(county, "SanctionSigned") == LEADER_AND_ABOVE
    assert subject(county, "SanctionSigned") == "后岭村调委会：警示已签发"


def test_a_lifted_sanction_is_told_and_does_not_run_out_any_more(county, sanction):
    lift_sanction(county.desk, county.actor("boss"), sanction, "已改好")
    assert told(county, "SanctionLifted") == LEADER_AND_ABOVE
    county.sleep(days=200)
    end_sanctions(county.desk)
    assert told(county, "SanctionExpiring") == told(county, "SanctionEnded") == []


def test_a_sanction_that_runs_out_is_told_a_week_before_and_at_its_end(county, sanction):
    county.sleep(days=170)
    end_sanctions(county.desk)
    assert told(county, "SanctionExpiring") == []
    county.sleep(days=10)
    for _ in range(3):
        end_sanctions(county.desk)
    assert told(county, "SanctionExpiring") == LEADER_AND_ABOVE
    county.sleep(days=10)
    for _ in range(2):
        end_sanctions(county.desk)
    assert told(county, "SanctionEnded") == LEADER_AND_ABOVE


@pytest.mark.parametrize(("upheld", "word"), [(True, "成立"), (False, "不成立")])
def test_the_decision_on_an_objection_is_told(county, upheld, word):
    appeal = appeal_entry(county.desk, county.actor("vl"), by_hand(county), "不是本村的人")
    decide_appeal(county.desk, county.actor("boss"), appeal, "已查明", upheld=upheld)
    assert told(county, "AppealDecided") == LEADER_AND_ABOVE
    assert subject(county, "AppealDecided") == f"后岭村调委会：积分申诉{word}"


def test_what_comes_from_a_closed_office_is_told_to_those_who_take_it(county):
    county.register()
    closing = Closing("撤村并居", county.office_id("town"))
    close_office(county.desk, county.actor("admin"), county.office_id("village"), closing)
    assert told(county, "OfficeClosed") == ["cs", "tl"]
