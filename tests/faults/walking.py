"""A hand that walks cases through their procedures, answering forms well or badly.

It knows nothing of any one form: it reads each as a client would, and draws the answers. Seeded,
so that a walk that found something can be walked again.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from random import Random  # noqa: TID251  # seeded: a walk can be walked again

from sqlalchemy import select

from engine.feel import FeelError
from engine.rules.errors import EngineError
from engine.rules.permissions import Role
from engine.storage.models import GrantRow, OfficeRow, UserRow, WorkItemRow
from engine.usecases.endings import terminate_case, withdraw_case
from engine.usecases.handoffs import Package, send_handoff
from engine.usecases.risks import Risk, report_risk
from engine.usecases.routing import RouteChoice
from engine.usecases.steps import complete_step, form_of
from engine.usecases.sweep import sweep
from engine.workflow import Field, Form
from tests.faults.hostile import HOSTILE, NOBODY_ASKED
from tests.journeys.world import TWO, County

STARTS: tuple[Mapping[str, object], ...] = (
    {},
    {"by": "er", "office": "estate"},
    {"by": "cr", "office": "county", "category": "10", "people_count": 40},
    {"by": "mr", "office": "medical", "category": "12", "title": "医疗纠纷"},
    {"by": "lr", "office": "labour", "channel": "administrative", "category": "10"},
    {"by": "jr", "office": "court", "channel": "judicial_pre", "source": "COURT_PRE",
     "category": "04"},
    {"by": "jr", "office": "court", "channel": "judicial_in", "source": "COURT_IN",
     "category": "04"},
    {"review": True},
)  # fmt: skip


class Walker:
    """Walks one county's cases with a seeded hand."""

    def __init__(self, county: County, seed: int) -> None:
        self.county = county
        self.random = Random(seed)  # noqa: S311
        self.seen: set[str] = set()
        self.taken: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()

    def begin(self, start: Mapping[str, object]) -> str:
        """Register one case; a case to be reviewed goes before the registrar first."""
        changes = dict(start)
        if changes.pop("review", False):
            changes["route"] = RouteChoice("review")
        return self.county.register(**changes, parties=TWO)  # type: ignore[arg-type]

    def open(self, code: str) -> list[WorkItemRow]:
        with self.county.desk.read() as session:
            case = self.county.case(code)
            query = select(WorkItemRow).where(
                WorkItemRow.case_id == case.id, WorkItemRow.status == "open"
            )
            return list(session.scalars(query.order_by(WorkItemRow.id)))

    def doer(self, item: WorkItemRow) -> str:
        """Return somebody who may take the step."""
        with self.county.desk.read() as session:
            query = select(UserRow.login).join(GrantRow, GrantRow.user_id == UserRow.id)
            if item.assignee_id is not None:
                return session.scalars(query.where(UserRow.id == item.assignee_id)).first() or ""
            office = session.get_one(OfficeRow, item.office_id)
            there = query.where(
                GrantRow.office_id == office.id, GrantRow.role.in_([Role(r) for r in item.roles])
            )
            return session.scalars(there.order_by(UserRow.id)).first() or ""

    def form(self, item: WorkItemRow) -> Form | None:
        if item.form is None:
            return None
        with self.county.desk.work(None) as work:
            return form_of(work, item)

    def good(self, form: Form) -> dict[str, object]:
        """Return answers of the right kinds; whether they fit together is the engine's to say."""
        answers: dict[str, object] = {}
        for field in form.fields:
            try:
                if field.shown_when is None or field.shown_when.holds(
                    {each.key: None for each in form.fields} | _read(form, answers)
                ):
                    answers[field.key] = self.plain(field)
            except FeelError:  # looks at what only the process knows
                if self.random.random() < 0.5:
                    answers[field.key] = self.plain(field)
        return answers

    def plain(self, field: Field) -> object:
        """Return an answer of the field's kind, in half of all cases the first there is."""
        draw, options = self.random, [option.value for option in field.options]
        today = self.county.today
        day = today + timedelta(days=draw.choice((0, 0, 0, 0, 0, 0, -1, 20)))
        first = options[0] if options else ""
        pick = draw.choice([first, draw.choice(options)]) if options else ""
        people, offices = ("vm", "tm", "cm", "boss"), ("village", "town", "county", "labour")
        kinds: dict[str, object] = {
            "choice": pick,
            "choices": [pick],
            "yes_no": draw.choice(("yes", "yes", "yes", "no")),
            "date": day.isoformat(),
            "datetime": f"{today.isoformat()}T08:30",
            "user": str(self.county.actor(draw.choice(people)).user_id),
            "office": str(self.county.office_id(draw.choice(offices))),
        }
        number = str(draw.choice((1, 2, 30)))
        numbers = dict.fromkeys(("integer", "decimal", "money"), number)
        return (kinds | numbers).get(field.type, "如实填写")

    def bad(self, form: Form) -> dict[str, object]:
        """Return answers of which one to three are hostile, or values nobody asked for."""
        answers = self.good(form)
        keys = [field.key for field in form.fields]
        for _ in range(self.random.randint(1, 3)):
            key = self.random.choice(keys) if self.random.random() < 0.85 else ""
            key = key or self.random.choice(NOBODY_ASKED)
            if self.random.random() < 0.1:
                answers.pop(key, None)
            else:
                answers[key] = self.random.choice(HOSTILE)
        return answers

    def take(self, item: WorkItemRow, values: Mapping[str, object]) -> bool:
        """Try to take a step; say whether it was taken. Anything but an EngineError is a find."""
        if not (doer := self.doer(item)):
            return False
        self.seen.add(item.form or "")
        try:
            complete_step(self.county.desk, self.county.actor(doer), item.id, values)
        except EngineError as error:
            self.refused[item.element, str(error)[:200]] += 1
            return False
        self.taken[item.element] += 1
        return True

    def happen(self, code: str) -> None:
        """Let something happen beside the steps: time, a report, an ending, a hand-off."""
        county, desk = self.county, self.county.desk
        act = self.random.random()
        try:
            if act < 0.12:
                county.clock.advance(days=self.random.choice((1, 4, 9, 40)))  # type: ignore[attr-defined]
                sweep(desk)
            elif act < 0.15:
                report_risk(desk, county.actor("cl"), code, Risk("threat", "扬言报复"))
            elif act < 0.16:
                withdraw_case(desk, county.actor("cl"), code, "撤回")
            elif act < 0.17:
                terminate_case(desk, county.actor("cl"), code, "failed", "分歧过大")
            elif act < 0.32:
                self.hand_off(code)
        except EngineError:
            pass

    def hand_off(self, code: str) -> None:
        county = self.county
        to, channel = self.random.choice(
            (("labour", "administrative"), ("town", "people"), ("court", "judicial_pre"),
             ("labour", "labour_arbitration"), ("court", "litigation"))
        )  # fmt: skip
        consents = ({"party": "both", "how": "written", "on": county.day()},)
        package = Package(county.office_id(to), channel, "转办", consents=consents)
        send_handoff(county.desk, county.actor("cl"), code, package)


def _read(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """Return answers as conditions see them: yes and no as truth."""
    words = {"yes": True, "no": False}
    kinds = {field.key: field.type for field in form.fields}
    return {
        key: words.get(str(value), value) if kinds[key] == "yes_no" else value
        for key, value in answers.items()
    }
