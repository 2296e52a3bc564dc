"""Filling in any form: what the case's fate wants where we know it, a valid answer where not.

Driven by the form's own definition, so that a diagram with other forms does not stop the hand:
a field nobody here knows gets the form's default, else its first option, today, or a few words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.demo.casefile import CaseFile
from engine.demo.wording import next_meeting, numbered, say
from engine.workflow.forms import Field, Form

HELD = timedelta(minutes=50)
SITTINGS = frozenset({"mediation_record", "admin_record", "court_record"})


@dataclass(frozen=True, slots=True)
class Scene:
    """Who fills in which form, when (office time), and where.

    ``route`` is (channel, office id) for forms that ask where a case goes.
    """

    file: CaseFile
    form: str
    now: datetime
    office_id: int
    person_id: int
    route: tuple[str, int] = ("people", 0)


def fill(form: Form, scene: Scene) -> dict[str, object]:
    """Return raw answers to every field of *form*; those not shown are ignored by the engine."""
    found = {field.key: _answer(field, scene) for field in form.fields}
    return {key: value for key, value in found.items() if value is not None}


def _answer(field: Field, scene: Scene) -> object:
    wish = WISHES.get((scene.form, field.key)) or WISHES.get(("*", field.key))
    wanted = wish(scene) if wish else None
    if field.type in {"choice", "choices"}:
        return _choose(field, wanted)
    if wanted is not None:
        return wanted
    written = say(scene.form, field.key, scene.file, scene.now)
    if written is not None and field.type in {"text", "long_text"}:
        return written[: field.max_length or None]
    if field.default is not None:
        return field.default
    return PLAIN[field.type](field, scene)


def _choose(field: Field, wanted: object) -> object:
    values = [option.value for option in field.options]
    if wanted in values:
        chosen = str(wanted)
    elif field.default is not None:
        return field.default
    else:
        chosen = values[0]
    if field.type == "choices":
        return [chosen] if field.required else []
    return chosen


def _number(field: Field, _: Scene) -> object:
    if not field.required:
        return None
    least = field.least
    return str(least) if least is not None and not isinstance(least, (date, datetime)) else "1"


PLAIN: dict[str, Callable[[Field, Scene], object]] = {
    "text": lambda field, _: "见案卷材料" if field.required else None,
    "long_text": lambda field, _: "情况见案卷材料。" if field.required else None,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "date": lambda _, scene: scene.now.date().isoformat(),
    "datetime": lambda _, scene: (scene.now - HELD).strftime("%Y-%m-%dT%H:%M"),
    "yes_no": lambda field, _: True if field.required else None,
    "user": lambda field, scene: scene.person_id if field.required else None,
    "office": lambda field, scene: scene.office_id if field.required else None,
}


def _amount(scene: Scene) -> str | None:
    fate = scene.file.fate
    return str(fate.amount_yuan) if fate.amount_yuan and "{yuan}" in fate.story.terms else None


def _perform_by(scene: Scene) -> str:
    days = max(scene.file.fate.perform_days, 1)
    return (scene.now.date() + timedelta(days=days)).isoformat()


def _due_now(scene: Scene) -> str:
    return "pending" if scene.file.fate.perform_days else "performed"


def _reason_code(scene: Scene) -> str:
    fate = scene.file.fate
    if not fate.consent or fate.sittings[-1] == "refused":
        return "party_refuses"
    return "expired" if fate.sittings[-1] == "go_on" else "no_agreement"


def _receipt(scene: Scene) -> str:
    asked = [each.choice for each in scene.file.fate.incidents if each.kind == "handoff"]
    returns = int(asked[0].partition(":")[2] or 0) if asked else 0
    return "return" if scene.file.receipts < returns else "accept"


def _closing_way(scene: Scene) -> str:
    return {"administrative": "administrative", "judicial_pre": "judicial"}.get(
        scene.route[0], "people"
    )


def _consents(scene: Scene, yes: str) -> str:
    return yes if scene.file.fate.consent else "refused"


Wish = Callable[[Scene], object]
AGREEMENTS = ("agreement", "oral_agreement", "admin_agreement", "court_agreement")
HOWS = ("in_person", "phone", "written")
WISHES: dict[tuple[str, str], Wish] = {
    **{(form, "result"): lambda scene: scene.file.sitting_result for form in SITTINGS},
    **{(form, "performance"): _due_now for form in AGREEMENTS},
    ("consent", "result"): lambda scene: _consents(scene, "both_agree"),
    ("court_contact", "result"): lambda scene: _consents(scene, "both_agree"),
    ("admin_acceptance", "result"): lambda scene: _consents(scene, "accepted"),
    ("performance", "performance"): lambda scene: scene.file.performed,
    ("expiry", "decision"): lambda scene: scene.file.fate.expiry,
    ("receipt", "decision"): _receipt,
    ("handoff_revision", "decision"): lambda _: "send_again",
    ("handoff_ruling", "decision"): lambda _: "order_acceptance",
    ("supervisor_decision", "decision"): lambda _: "close",
    ("review_acceptance", "decision"): lambda scene: (
        "refuse" if scene.file.fate.decision == "refuse" else "accept"
    ),
    ("review_acceptance", "channel"): lambda scene: scene.route[0],
    ("review_acceptance", "route_office"): lambda scene: scene.route[1],
    ("review_acceptance", "reason"): lambda _: "不属于民间纠纷，已告知其他途径。",
    ("confirmation_application", "result"): lambda _: "applied",
    ("confirmation_acceptance", "result"): lambda _: "accepted",
    ("confirmation_decision", "result"): lambda _: "confirmed",
    ("police_reply", "reply"): lambda _: "controlled",
    ("admin_notice", "sitting_at"): lambda scene: next_meeting(scene.now),
    ("termination", "reason_code"): _reason_code,
    ("outside_result", "result"): lambda scene: scene.file.hand.choice(("settled", "decided")),
    ("archiving", "pages"): lambda scene: scene.file.hand.randrange(12, 60),
    ("closing", "way"): _closing_way,
    ("*", "satisfaction"): lambda scene: scene.file.rating,
    ("*", "want_confirmation"): lambda scene: scene.file.fate.confirm,
    ("*", "next_step"): lambda scene: scene.file.fate.next_step,
    ("*", "target_channel"): lambda scene: scene.file.target_channel or None,
    ("*", "target_office"): lambda scene: scene.file.target_office_id or None,
    ("*", "routes"): lambda _: "litigation",
    ("*", "perform_by"): _perform_by,
    ("*", "amount"): _amount,
    ("*", "paid"): _amount,
    ("*", "next_sitting_at"): lambda scene: next_meeting(scene.now),
    ("*", "way"): lambda scene: scene.file.hand.choice(("face_to_face", *HOWS)),
    ("*", "asked_how"): lambda scene: scene.file.hand.choice(HOWS),
    ("*", "ruling_no"): lambda scene: numbered("民特", scene.file, scene.now),
    ("*", "court_case_no"): lambda scene: numbered("诉前调", scene.file, scene.now),
    ("*", "document_no"): lambda scene: numbered("裁", scene.file, scene.now),
}
