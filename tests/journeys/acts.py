"""Things people do in more than one journey, with answers that fit."""

from tests.journeys.world import County


def agree_to_mediate(county: County, by: str, code: str) -> None:
    """Both sides agree, and the facts are looked into."""
    county.take(by, code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="phone", result="both_agree")  # fmt: skip
    county.take(by, code, "investigate", investigated_on=county.day(), findings="情况属实")


def sit(county: County, by: str, code: str, result: str, element: str = "hold_sitting") -> None:
    """Hold one sitting with the given result."""
    values = {
        "held_at": f"{county.day()}T09:00", "place": "调解室", "way": "face_to_face",
        "present": "双方", "record": "各自陈述，充分协商", "result": result,
    }  # fmt: skip
    if result in {"failed", "refused"}:
        values["reason"] = "数额差距过大"
    county.take(by, code, element, **values)


def sign_agreement(
    county: County, by: str, code: str, element: str = "draw_agreement", **changes: object
) -> None:
    """Draw up a written agreement, to be performed in ten days."""
    values = {
        "facts": "事实清楚", "disputes": "赔偿数额", "content": "赔偿三万元", "amount": "30000.00",
        "how": "银行转账", "performance": "pending", "perform_by": county.day(10),
        "effective_on": county.day(), "want_confirmation": "no",
    }  # fmt: skip
    county.take(by, code, element, **{**values, **changes})


def follow_up(county: County, by: str, code: str, satisfaction: str = "satisfied") -> None:
    """See the agreement performed and visit the parties."""
    county.take(by, code, "watch_performance", performance="performed", checked_on=county.day())
    visit(county, by, code, satisfaction)


def visit(county: County, by: str, code: str, satisfaction: str) -> None:
    """Visit the parties and take down their rating."""
    values = {
        "visited_on": county.day(), "way": "in_person", "visited": "双方",
        "satisfaction": satisfaction, "new_signs": "no",
    }  # fmt: skip
    if satisfaction == "unsatisfied":
        values["reason"] = "一方仍有意见"
    county.take(by, code, "return_visit", **values)


def tell_routes(county: County, by: str, code: str, **changes: object) -> None:
    """End mediation and tell the other routes."""
    values = {
        "reason_code": "no_agreement", "reason": "数额差距过大", "routes": ["litigation"],
        "limitation_told": "yes", "told_on": county.day(), "told_how": "in_person",
        "next_step": "end",
    }  # fmt: skip
    county.take(by, code, "tell_routes", **{**values, **changes})


def close(county: County, leader: str, registrar: str, code: str) -> None:
    """Close the case and put the file away."""
    county.take(leader, code, "close_case", closing_kind="procedural", way="people",
                summary="已办结")  # fmt: skip
    county.take(registrar, code, "archive_case", retention="long")
