"""人员管理: what an administrator does to one person, and that nobody else finds the page."""

import pytest

from tests.journeys.conftest import county
from tests.journeys.test_staffing import user_id

__all__ = ["county"]


def test_an_administrator_changes_lends_resets_and_deactivates(counter):
    person = user_id(counter.county, "vm")
    path, admin = f"/users/{person}", counter.as_("admin")
    assert path in counter.page("admin", "/users")
    assert admin.post(path, {"name": "王新"}).status_code == 303
    assert "王新" in counter.page("admin", path)
    village = str(counter.county.office_id("town"))
    sent = {"role": "mediator", "office_id": village, "until_on": "2026-03-20"}
    assert admin.post(f"{path}/posts", sent).status_code == 303
    assert "2026-03-20" in counter.page("admin", path)
    wrong = admin.post(f"{path}/posts", {**sent, "until_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "一次性口令" in admin.post(f"{path}/password").get_data(as_text=True)
    assert admin.post(f"{path}/deactivate").status_code == 303
    assert "恢复此人" in counter.page("admin", path)


def test_the_last_administrator_is_told_why_nothing_happened(counter):
    path = f"/users/{user_id(counter.county, 'admin')}"
    answer = counter.as_("admin").post(f"{path}/deactivate")
    assert answer.status_code == 409
    assert "最后一位" in answer.get_data(as_text=True)


@pytest.mark.parametrize("login", ["vm", "vl", "cs", "boss"])
def test_nobody_else_opens_the_page(counter, login):
    path = f"/users/{user_id(counter.county, 'vm')}"
    assert counter.as_(login).get(path).status_code == 404
    assert counter.as_(login).post(f"{path}/deactivate").status_code == 404
