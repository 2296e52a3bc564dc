"""群机器人: the page on which administrators set robots up, try them and switch them off."""

import pytest

from notifications.texts import TextBook
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.message_words import TEXTS

__all__ = ["county"]
LIST = "/admin/robots/"
WEBHOOK = "https://qyapi.example/cgi-bin/webhook/send?key=canary-word"


@pytest.fixture
def counter(county) -> Counter:
    opened = open_counter(county)
    opened.app.extensions[TEXTS] = TextBook()
    return opened


def sent(counter, **changed):
    town = str(counter.county.office_id("town"))
    return {"name": "城关镇调解群", "kind": "wecom", "office_id": town, "webhook": WEBHOOK,
            "secret": "", "active": "yes", **changed}  # fmt: skip


def test_a_robot_is_added_and_its_address_is_never_shown_again(counter):
    admin = counter.as_("admin")
    assert "还没有群机器人" in counter.page("admin", LIST)
    answer = admin.post("/admin/robots/new", sent(counter, secret="canary-secret"))
    assert (answer.status_code, answer.location) == (303, LIST)
    shown = counter.page("admin", LIST)
    for words in (
        "城关镇调解群",
        "企业微信",
        "城关镇调委会和下属单位",
        "全部消息",
        "qyapi.example",
    ):
        assert words in shown
    for page in (shown, counter.page("admin", "/admin/robots/1")):
        assert "canary" not in page


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(counter):
    wrong = sent(counter, webhook="https://qyapi.example/send", name="")
    answer = counter.as_("admin").post("/admin/robots/new", wrong)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "请填写" in page
    wrong["name"] = "城关镇调解群"
    page = counter.as_("admin").post("/admin/robots/new", wrong).get_data(as_text=True)
    assert "地址里缺少机器人的密钥" in page
    assert "https://qyapi.example/send" in page
    assert "城关镇调解群" in page
    assert "还没有群机器人" in counter.page("admin", LIST)


def test_all_that_is_missing_is_named_together(counter):
    empty = dict.fromkeys(("name", "kind", "office_id", "webhook", "secret"), "")
    answer = counter.as_("admin").post("/admin/robots/new", empty)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "还有 4 处要改" in page
    for key in ("name", "kind", "office_id", "webhook"):
        assert f'id="{key}-fault"' in page, key
    blank = sent(counter, webhook="  ", kind="pigeon")
    page = counter.as_("admin").post("/admin/robots/new", blank).get_data(as_text=True)
    assert 'id="kind-fault"' in page
    assert 'id="webhook-fault"' in page


def test_kinds_of_message_are_chosen_and_a_robot_is_switched_off(counter):
    admin = counter.as_("admin")
    admin.post("/admin/robots/new", sent(counter, tellings=["OrderIssued", "ColourChanged"]))
    assert "全部消息" not in counter.page("admin", LIST)
    assert "发一条试试" in counter.page("admin", LIST)
    off = sent(counter, webhook="", active="")
    assert admin.post("/admin/robots/1", off).status_code == 303
    shown = counter.page("admin", LIST)
    assert "已停用" in shown
    assert "全部消息" in shown
    assert "发一条试试" not in shown
    refused = admin.post("/admin/robots/1/test")
    assert refused.status_code == 409
    assert "先启用再试发" in refused.get_data(as_text=True)


def test_a_trial_is_queued_once_a_minute(counter):
    admin = counter.as_("admin")
    admin.post("/admin/robots/new", sent(counter))
    assert admin.post("/admin/robots/1/test").status_code == 303
    assert "正在发送" in counter.page("admin", LIST)
    again = admin.post("/admin/robots/1/test")
    assert again.status_code == 409
    assert "一分钟内刚发过一条" in again.get_data(as_text=True)
    assert admin.post("/admin/robots/9/test").status_code == 404


def test_with_a_robot_people_can_choose_its_channel(counter):
    closed = counter.page("vm", "/account/reach/").count("这个渠道还没有开通。")
    counter.as_("admin").post("/admin/robots/new", sent(counter))
    assert counter.page("vm", "/account/reach/").count("这个渠道还没有开通。") == closed - 1
    wish = {"channels": ["wecom"], "address_wecom": "13911112222"}
    assert counter.as_("vm").post("/account/reach/", wish).status_code == 303


@pytest.mark.parametrize("path", [LIST, "/admin/robots/new", "/admin/robots/1"])
def test_the_page_exists_for_administrators_alone(counter, path):
    for login in ("vm", "cs", "safe"):
        assert counter.as_(login).get(path).status_code == 404


def test_what_was_changed_is_in_the_log_without_words_that_open_a_group(counter):
    counter.as_("admin").post("/admin/robots/new", sent(counter, secret="canary-secret"))
    log = counter.page("audit", "/audit-log")
    assert "设置城关镇调委会的群机器人" in log
    assert "canary" not in log
