"""How long people take for a step, in office hours (a day has nine), when nothing holds them up."""

from datetime import datetime, timedelta

from engine.demo.casefile import CaseFile

DAY = 9.0
USUAL = {
    "review_acceptance": 2.5,
    "sign_for": 3.0,
    "get_consent": 4.0,
    "investigate": 6.0,
    "hold_sitting": 1.2 * DAY,
    "draw_agreement": 3.0,
    "register_oral_agreement": 1.0,
    "return_visit": 6 * DAY,
    "close_case": 1.5 * DAY,
    "archive_case": 6 * DAY,
    "tell_routes": 6.0,
    "town_takes_over": 5.0,
    "county_takes_over": 6.0,
    "receive_package": 4.0,
    "revise_package": 6.0,
    "decide_handoff": 8.0,
    "decide_expiry": 3.0,
    "apply_confirmation": 4 * DAY,
    "court_acceptance": 1.5 * DAY,
    "court_decision": 6 * DAY,
    "watch_outside": 24 * DAY,
    "decide_admin_acceptance": 8.0,
    "notify_admin_sitting": 5.0,
    "hold_admin_sitting": 4 * DAY,
    "confirm_court_mediator": 4.0,
    "contact_parties": 7.0,
    "hold_court_sitting": 5 * DAY,
    "report_to_police": 0.4,
    "record_police_reply": 7.0,
}
OTHERWISE = 6.0
UNHURRIED = frozenset({"12", "08", "13"})  # where facts must be gathered first


def hours_for(element: str, file: CaseFile, now: datetime) -> float:
    """Return after how many office hours somebody takes the step, before the case's own pace."""
    swing = file.hand.uniform(0.5, 1.5)
    if element == "watch_performance":
        return _until_performed(file, now) * file.hand.uniform(0.7, 1.0)
    return USUAL.get(element, OTHERWISE) * swing * _slowness(element, file)


def _slowness(element: str, file: CaseFile) -> float:
    """Return how much longer a sitting takes to come about: small matters stay near and are quick.

    Where a village or town keeps a case, the facts are plain; a county body must gather them.
    """
    kept = bool(file.fate.office)
    if element == "hold_sitting" and file.fate.category in UNHURRIED and not kept:
        return 3.0
    return 0.5 if element == "hold_admin_sitting" and kept else 1.0


def _until_performed(file: CaseFile, now: datetime) -> float:
    """Return roughly the office hours until the agreed day."""
    days = max(file.fate.perform_days, 1)
    weeks, rest = divmod(days, 7)
    first = now + timedelta(days=rest)
    return DAY * (weeks * 5 + min(rest, 5 if first.weekday() < 5 else 4))
