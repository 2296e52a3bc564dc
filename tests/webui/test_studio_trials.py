"""试例 on their page: kept from a run, tried against a draft, put away."""

import pytest

from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from engine.usecases.people_admin import shipped
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from tests.webui.test_studio_runs import begun

__all__ = ["county"]
PEOPLE = "peoples-mediation.bpmn"


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


def test_a_run_is_kept_tried_against_a_draft_and_put_away(counter):
    admin, desk = counter.as_("admin"), counter.county.desk
    run = begun(counter, "/studio/bundles/1/runs")
    admin.post(f"{run}/step?step=sign_for:0")
    assert "存为试例" in counter.page("admin", run)
    assert "办完“签收”" in counter.page("admin", f"{run}/keep")
    assert admin.post(f"{run}/keep", {"title": ""}).status_code == 422
    assert admin.post(f"{run}/keep", {"title": "签收后征求意见"}).status_code == 303
    page = counter.page("audit", "/studio/trials")
    assert "签收后征求意见" in page
    assert "征求意见" in page
    assert "全部试例的结果都和存下时一样" in counter.page("admin", "/studio/trials?draft=0")
    draft = open_draft(desk, counter.county.actor("admin"), Opening("换个名称"))
    renamed = shipped()[PEOPLE].replace(b"get_consent", b"hear_sides")
    save_file(desk, counter.county.actor("admin"), draft, Edit(PEOPLE, renamed))
    page = counter.page("safe", f"/studio/trials?draft={draft}")
    assert "最后应当在等 get_consent，现在在等 hear_sides" in page
    assert admin.post("/studio/trials/1/retire").status_code == 303
    assert "还没有试例" in counter.page("admin", "/studio/trials")
    assert "签收后征求意见" in counter.page("admin", "/studio/trials?retired=yes")


def test_trials_are_for_keepers_and_changed_by_administrators(counter):
    counter.page("registrar", "/studio/trials", 404)
    run = begun(counter, "/studio/bundles/1/runs")
    counter.as_("admin").post(f"{run}/keep", {"title": "保住"})
    assert "停用</button>" not in counter.page("audit", "/studio/trials")
    assert counter.as_("safe").post("/studio/trials/1/retire").status_code == 403
