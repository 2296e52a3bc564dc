"""待办队列: filters, claiming, giving back, giving to others, several at once."""

import pytest

from tests.conftest import database
from tests.journeys.conftest import county

__all__ = ["county", "database"]


def test_a_new_case_waits_to_be_claimed_and_then_is_mine(counter):
    code = counter.county.register(title="通道纠纷")
    item = counter.county.item(code, "sign_for")
    assert "通道纠纷" in counter.page("vm", "/queue?tab=available")
    assert "通道纠纷" not in counter.page("vm", "/queue?tab=mine")
    answer = counter.as_("vm").post(f"/steps/{item.id}/claim", {"next": "/queue?tab=mine"})
    assert (answer.status_code, answer.location) == (303, "/queue?tab=mine")
    assert "通道纠纷" in counter.page("vm", "/queue?tab=mine")


def test_claiming_and_opening_leads_to_the_form(counter):
    item = counter.county.item(counter.county.register(), "sign_for")
    answer = counter.as_("vm").post(f"/steps/{item.id}/claim", {"then": "open"})
    assert answer.location == f"/steps/{item.id}"


def test_who_is_slower_is_told_by_whom(counter):
    item = counter.county.item(counter.county.register(), "sign_for")
    counter.as_("vm").post(f"/steps/{item.id}/claim")
    answer = counter.as_("vl").post(f"/steps/{item.id}/claim")
    assert answer.status_code == 409
    assert "vm某" in answer.get_data(as_text=True)


def test_a_row_is_swapped_in_place_when_it_is_claimed(counter):
    item = counter.county.item(counter.county.register(), "sign_for")
    answer = counter.as_("vm").post(f"/steps/{item.id}/claim", headers={"HX-Request": "true"})
    text = answer.get_data(as_text=True)
    assert "已认领" in text
    assert "<html" not in text


def test_a_step_is_given_back_with_a_reason_only(counter):
    item = counter.county.item(counter.county.register(), "sign_for")
    vm = counter.as_("vm")
    vm.post(f"/steps/{item.id}/claim")
    refused = vm.post(f"/steps/{item.id}/release", {"reason": ""})
    assert refused.status_code == 422
    assert "请填写" in refused.get_data(as_text=True)
    assert vm.post(f"/steps/{item.id}/release", {"reason": "外出"}).status_code == 303
    assert "可认领" in counter.page("vl", "/queue?tab=available")


def test_the_leader_gives_a_step_to_somebody_of_the_office(counter):
    code = counter.county.register()
    item = counter.county.item(code, "sign_for")
    assert "vm某" in counter.page("vl", f"/steps/{item.id}/assign")
    vm = counter.county.actor("vm").user_id
    answer = counter.as_("vl").post(f"/steps/{item.id}/assign", {"user_id": str(vm)})
    assert answer.status_code == 303
    assert counter.county.item(code, "sign_for").assignee_id == vm


def test_somebody_of_another_office_cannot_be_given_a_step(counter):
    item = counter.county.item(counter.county.register(), "sign_for")
    stranger = str(counter.county.actor("mm").user_id)
    answer = counter.as_("vl").post(f"/steps/{item.id}/assign", {"user_id": stranger})
    assert answer.status_code == 422
    assert "此人不在办理这一步的单位" in answer.get_data(as_text=True)


def test_several_steps_are_given_at_once_with_a_result_for_each(counter):
    county = counter.county
    items = [county.item(county.register(), "sign_for").id for _ in range(2)]
    done = county.register()
    gone = county.item(done, "sign_for").id
    county.take("vm", done, "sign_for")
    chosen = "&".join(f"item={each}" for each in (*items, gone))
    assert "转交 2 件" in counter.page("vl", f"/queue/reassign?{chosen}")
    sent = {"item": [*map(str, items), str(gone)], "user_id": str(county.actor("vm").user_id)}
    text = counter.as_("vl").post("/queue/reassign", sent).get_data(as_text=True)
    assert "办成 2 件，没有办成 1 件" in text
    assert "已经办了" in text


def test_chosen_rows_are_printed_and_what_cannot_be_is_counted(counter):
    item = counter.county.item(counter.county.register(title="打印的纠纷"), "sign_for").id
    text = counter.page("vm", f"/queue/print?item={item}&item=99999&item=x")
    assert "打印的纠纷" in text
    assert "另有 1 件" in text


def test_an_empty_list_names_the_filter_that_hides_most(counter):
    counter.county.register()
    text = counter.page("vm", "/queue?tab=available&q=没有这个人&channel=people")
    assert "挡住最多的是“查找：没有这个人”" in text
    assert "去掉后有 1 件" in text


def test_filters_stand_in_the_address_and_as_chips(counter):
    counter.county.register()
    text = counter.page("vm", "/queue?tab=available&channel=people&grade=")
    assert "渠道：人民调解 <a" in text
    assert "风险：简单 <a" not in text


def test_a_filter_without_sense_is_left_out_and_named(counter):
    counter.county.register(title="通道纠纷")
    text = counter.page("vm", "/queue?tab=available&colour=pink&place_id=x&q=甲某")
    assert "没有采用：colour、place_id" in text
    assert "通道纠纷" in text
    assert counter.as_("vm").get("/queue?cursor=zzz").status_code == 422


def test_a_long_queue_is_read_page_by_page(counter):
    for _ in range(3):
        counter.county.register()
    text = counter.page("vm", "/queue?tab=available&limit=2")
    assert "下一页" in text
    assert text.count("data-check-all") == 1


def test_a_stranger_finds_no_step(counter):
    item = counter.county.item(counter.county.register(), "sign_for").id
    for path in (f"/steps/{item}", f"/steps/{item}/release", f"/steps/{item}/assign"):
        assert counter.as_("mm").get(path).status_code == 404
    assert counter.as_("mm").post(f"/steps/{item}/claim").status_code == 404


@pytest.mark.parametrize(
    ("login", "tab", "sees"),
    [("vm", "available", True), ("registrar", "available", False), ("vl", "all", True),
     ("cd", "all", True), ("mm", "all", False), ("jm", "all", False)],
)  # fmt: skip
def test_each_role_sees_its_own_part(counter, login, tab, sees):
    counter.county.register(title="通道纠纷")
    assert ("通道纠纷" in counter.page(login, f"/queue?tab={tab}")) is sees
