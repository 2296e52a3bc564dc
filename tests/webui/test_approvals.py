"""审批: what a request says, deciding it, what cannot be decided and why."""

from engine.rules.permissions import Role
from engine.storage.models import GrantRow
from engine.usecases.extensions import MoreTime, ask_extension
from tests.conftest import database
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.webui.counter import Counter

__all__ = ["county", "database"]


def ask(counter: Counter, by: str = "vm") -> tuple[str, int]:
    """Have a mediation of the village ask for a month more."""
    county = counter.county
    code = county.register(title="通道纠纷")
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    clock = county.clocks(code)["PM-01"]
    wanted = MoreTime(1, "还要一次现场勘验", "双方书面同意")
    return code, ask_extension(county.desk, county.actor(by), code, clock.id, wanted)


def test_a_request_stands_there_with_all_one_must_know(counter):
    code, _ = ask(counter)
    text = counter.page("vl", "/approvals")
    said = ("还要一次现场勘验", "双方书面同意", "vm某", "延长 1 个月", "第三十三条")
    for words in (*said, f"/cases/{code}/deadlines"):
        assert words in text, words
    assert '<span class="n">1</span>' in text


def test_a_request_is_granted_and_leaves_the_list(counter):
    code, number = ask(counter)
    before = counter.county.clocks(code)["PM-01"].due_on
    answer = counter.as_("vl").post(f"/approvals/{number}/approve", {"note": "同意"})
    assert (answer.status_code, answer.location) == (303, "/approvals")
    assert counter.county.clocks(code)["PM-01"].due_on > before
    text = counter.page("vl", "/approvals")
    assert "没有等您审批的申请" in text
    assert "同意" in counter.page("vl", "/approvals?state=approved")


def test_a_refusal_needs_a_reason_and_says_so_at_the_request(counter):
    _, number = ask(counter)
    answer = counter.as_("vl").post(f"/approvals/{number}/refuse", {"note": " "})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="note-{number}-fault"' in text
    assert "请填写" in text
    answer = counter.as_("vl").post(f"/approvals/{number}/refuse", {"note": "理由不足"})
    assert answer.status_code == 303
    assert "理由不足" in counter.page("vl", "/approvals?state=refused")


def test_what_has_been_decided_cannot_be_decided_again(counter):
    _, number = ask(counter)
    counter.as_("vl").post(f"/approvals/{number}/approve")
    again = counter.as_("vl").post(f"/approvals/{number}/approve")
    assert again.status_code == 409


def test_who_is_alone_may_decide_an_own_request_and_the_page_says_so(counter):
    _, number = ask(counter, by="vl")
    text = counter.page("vl", "/approvals")
    assert "没有别的负责人" in text  # the village has one leader only
    assert f"/approvals/{number}/approve" in text


def test_a_late_request_can_only_be_refused(counter):
    ask(counter)
    counter.county.clock.advance(days=40)
    text = counter.page("vl", "/approvals")
    assert "只能不批准" in text
    assert "批准延到" not in text


def test_nobody_decides_for_an_office_that_is_not_theirs(counter):
    _, number = ask(counter)
    for login in ("tl", "el"):
        answer = counter.as_(login).post(f"/approvals/{number}/approve")
        assert answer.status_code in {403, 404}, login
    assert "还要一次现场勘验" not in counter.page("el", "/approvals")


def test_an_unknown_state_is_refused(counter):
    counter.page("vl", "/approvals?state=lost", 422)


def test_with_a_second_leader_nobody_decides_their_own_request(counter):
    county = counter.county
    with county.desk.work(None) as work:
        second = county.actor("vm").user_id
        village = county.office_id("village")
        work.add(GrantRow(user_id=second, role=Role.OFFICE_LEADER, office_id=village))
    _, number = ask(counter, by="vl")
    text = counter.page("vl", "/approvals")
    assert "由上一级或者同单位的另一位负责人审批" in text
    assert f"/approvals/{number}/approve" not in text
    assert counter.as_("vl").post(f"/approvals/{number}/approve").status_code == 403
    assert counter.as_("vm").post(f"/approvals/{number}/approve").status_code == 303
