"""The pages of message texts: preview, saving, going back."""

import pytest

from notifications.texts import TextBook
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.message_words import TEXTS
from webui.pages.tellings import parts_of_sms

__all__ = ["county"]
PAGE = "/admin/texts/StepOpened"


@pytest.fixture
def counter(county) -> Counter:
    opened = open_counter(county)
    opened.app.extensions[TEXTS] = TextBook()
    return opened


def sent(**changed):
    book = TextBook()
    texts = {spoken: book.shipped("StepOpened", spoken) for spoken in ("zh", "en")}
    return {**texts, "seen_zh": "0", "seen_en": "0", "reason": "统一说法", **changed}


def test_a_text_is_changed_shown_and_gone_back_from(counter):
    admin = counter.as_("admin")
    assert admin.post(PAGE, sent(zh="案件 {{ facts.code }} 轮到您\n请办理。")).status_code == 303
    assert "案件 2026-000001 轮到您" in admin.get("/admin/texts/").text
    page = admin.get(PAGE).text
    assert "统一说法" in page
    back = {"language": "zh", "revision": "0", "seen_zh": "1", "reason": "换回"}
    assert admin.post(f"{PAGE}/restore", back).status_code == 303
    assert "轮到您" not in admin.get("/admin/texts/").text


def test_a_fault_is_said_beside_the_text_and_nothing_is_saved(counter):
    admin = counter.as_("admin")
    answer = admin.post(PAGE, sent(zh="新的标题\n正文", en="{{ facts.secret }}"))
    assert answer.status_code == 422
    assert "不能用 secret" in answer.text
    assert "新的标题" not in admin.get("/admin/texts/").text


def test_the_preview_says_what_is_told_and_how_long_it_is_as_sms(counter):
    typed = sent(zh="案件 {{ facts.code }} 轮到您\n请办理。", en="{{")
    text = counter.as_("admin").post(f"{PAGE}/preview", typed).text
    assert "案件 2026-000001 轮到您" in text
    assert "按 1 条计" in text
    assert "写法不对" in text


@pytest.mark.parametrize(("length", "count"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_an_sms_is_paid_for_by_its_length(length, count):
    assert parts_of_sms("字" * length) == count


def test_plain_letters_take_less_room():
    assert [parts_of_sms("a" * length) for length in (160, 161, 306, 307)] == [1, 2, 2, 3]


@pytest.mark.parametrize("path", [PAGE, "/admin/texts/"])
def test_nobody_else_finds_the_texts(counter, path):
    for name in ("vm", "audit"):
        assert counter.as_(name).get(path).status_code == 404


def test_a_kind_without_texts_is_no_page(counter):
    assert counter.as_("admin").get("/admin/texts/_mail").status_code == 404
    assert counter.as_("admin").get("/admin/texts/..%2f..").status_code == 404
