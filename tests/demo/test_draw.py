"""The drawn year keeps the proportions of the domain pages, and any form gets a valid answer."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import orjson
import pytest

from engine.demo.answers import Scene, fill
from engine.demo.casefile import is_urban
from engine.demo.county import office_seeds
from engine.demo.course import SUCCESS, YEAR_DAYS, days_needed, kind_of
from engine.demo.directory import Directory, Office
from engine.demo.disputes import DEADLY, SHARES, STORIES
from engine.demo.draw import OPEN_SHARE, Draw
from engine.demo.hours import OfficeHours
from engine.demo.names import FEMALE, MALE
from engine.demo.showcases import shown
from engine.feel import read_dmn
from engine.resources import shipped_workflows
from engine.rules.calendar import WorkCalendar
from engine.workflow import read_form

UNTIL = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FORMS = sorted((shipped_workflows() / "forms").glob("*.json"))
COUNT = 3_000


@pytest.fixture(scope="module")
def draw():
    directory = Directory()
    for number, seed in enumerate(office_seeds(), 1):
        directory.add_office(Office(number, f"/{number}/", seed))
    hours = OfficeHours(WorkCalendar({}, frozenset()), ZoneInfo("Asia/Shanghai"))
    return Draw(directory, hours, UNTIL)


@pytest.fixture(scope="module")
def files(draw):
    return draw.files(7, COUNT)


def test_categories_come_in_the_proportions_of_the_statistics(files):
    drawn = Counter(file.fate.category for file in files)
    for category, share in SHARES.items():
        assert drawn[category] / COUNT == pytest.approx(share / 1000, abs=0.03)


def test_mediation_succeeds_as_often_as_in_a_real_county(draw):
    fates = [file.fate for file in draw.files(7, COUNT) if file.fate.decision != "refuse"]
    for channel, share in SUCCESS.items():
        ends = [fate.succeeds for fate in fates if kind_of(fate) == channel]
        over = len(ends) * (1 - OPEN_SHARE)  # what still runs has not failed yet
        assert ends.count(False) == pytest.approx((1 - share / 100) * over, abs=4), channel


@pytest.mark.parametrize("cases", [60, 100, 200, 400, 1000])
def test_a_county_of_any_size_is_planned_with_as_many_open_cases(draw, cases):
    fates = shown(lambda days: UNTIL - timedelta(days=days), cases)
    files = draw.files(20, cases - len(fates), fates)
    still = sum(fate.stays_open for fate in fates)
    still += sum(not is_old_enough(file.fate) for file in files)
    assert 0.35 <= still / cases <= 0.40


def is_old_enough(fate):
    return (UNTIL - fate.registered_at).days + 4 >= min(days_needed(fate), YEAR_DAYS - 8)


def test_cases_are_as_grave_as_in_a_real_county(files):
    folder = shipped_workflows()
    score, grade = (
        read_dmn((folder / f"{name}.dmn").read_bytes(), name) for name in ("score", "grade")
    )
    marks = ("death", "repeat", "petition", "cross_area", "sensitive", "media")

    def grade_of(fate):
        facts = {mark: mark in fate.marks for mark in marks} | {
            "people": fate.people, "amount_fen": fate.amount_yuan * 100, "violence": fate.violence
        }  # fmt: skip
        return grade.decide(facts | score.decide(facts).outputs).outputs["grade"]

    drawn = Counter(grade_of(file.fate) for file in files)
    wished = {"simple": 65, "ordinary": 29, "large": 5, "major": 1}
    for name, share in wished.items():
        assert 100 * drawn[name] / COUNT == pytest.approx(share, abs=4 if share > 20 else 1.5), (
            drawn
        )
    assert drawn["extreme"] > 0


def test_the_accounts_that_are_printed_have_cases_of_their_own():
    fates = shown(lambda days: UNTIL - timedelta(days=days), 200)
    own = Counter(fate.worker for fate in fates)
    assert own["tiaojie"] >= 10
    assert min(own[login] for login in ("zhuren", "cunli", "fayuan")) >= 3


def test_a_title_says_the_matter_and_not_the_parties(files):
    for file in files[:200]:
        assert file.applicant not in file.title
        assert file.respondent not in file.title


def test_the_year_ends_now_and_nothing_is_registered_at_night(files):
    zone = ZoneInfo("Asia/Shanghai")
    for file in files:
        assert file.fate.registered_at <= UNTIL
        assert 8 <= file.fate.registered_at.astimezone(zone).hour <= 17


def test_a_case_does_not_change_when_there_are_more_of_them(draw):
    few, many = draw.files(7, 5), draw.files(7, 50)
    assert [file.title for file in few] == [file.title for file in many[:5]]


def test_every_story_can_be_told(files):
    for story in chain(*STORIES.values(), DEADLY.values()):
        told = files[0].told(story.title + story.summary + story.terms)
        assert "{" not in told


def test_a_hospital_is_no_limited_company_and_a_health_room_is_its_village_s(files):
    named = {file.respondent: file.fate for file in files if file.fate.category == "12"}
    assert not [name for name in named if "公司" in name]
    for name, fate in named.items():
        if fate.story.trade == "卫生室":
            assert name.endswith(("村卫生室", "社区卫生服务站"))


def test_parties_are_who_their_story_says(files):
    for file in files:
        one, other = file.applicant, file.respondent
        match file.fate.story.bond:
            case "wife":
                assert (one[1:] in FEMALE, other[1:] in MALE) == (True, True)
            case "fiance":
                assert (one[1:] in MALE, other[1:] in FEMALE) == (True, True)
            case "siblings":
                assert one[0] == other[0]
                assert (one[1:] in MALE) != (other[1:] in MALE)
            case "child":
                assert one[0] == other[0]
                assert one != other
            case _:
                assert one != other


def test_nobody_quarrels_about_fields_in_a_street(files):
    for file in files:
        where, urban = file.fate.story.where, is_urban(file.fate.place)
        assert where in {"", "urban" if urban else "rural"}, file.title


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_hand_fills_in_every_form_of_the_house(draw, path):
    form = read_form(path.read_bytes(), f"forms/{path.name}")
    now = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    for number in range(20):
        file = draw.files(number, 1)[0]
        file.target_channel, file.target_office_id = "litigation", 3
        scene = Scene(file, form.key, now, 1, 2, ("people", 4))
        routing = {"channel": "people", "category": "02", "grade": "major"}
        assert form.validate(fill(form, scene), routing).values


def test_an_unknown_form_gets_valid_answers(draw):
    kinds = {"text": {}, "long_text": {}, "integer": {"min": 2}, "decimal": {}, "money": {},
             "date": {}, "datetime": {}, "yes_no": {}, "user": {}, "office": {},
             "choice": {"options": [{"value": "a", "label": {"zh": "甲", "en": "A"}}]},
             "choices": {"options": [{"value": "b", "label": {"zh": "乙", "en": "B"}}]},
    }  # fmt: skip
    fields = [
        {"key": f"new_{kind}", "label": {"zh": kind, "en": kind}, "type": kind, "required": True,
         **more}
        for kind, more in kinds.items()
    ]  # fmt: skip
    body = {"key": "brand_new", "title": {"zh": "新", "en": "New"}, "record": None,
            "fields": fields, "next": []}  # fmt: skip
    form = read_form(orjson.dumps(body), "forms/brand_new.json")
    file = draw.files(1, 1)[0]
    now = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    answers = form.validate(fill(form, Scene(file, form.key, now, 1, 2)), {})
    assert len(answers.values) == len(fields)
