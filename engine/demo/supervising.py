"""Supervision in the played year: urges, orders, complaints and a spot check, few of each.

What is brought up stands in ``MATTERS``; it is done by the real use cases on the played clock.
The offices answer in time, late, or not at all, as each matter says.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy import select

from engine.demo.casefile import CaseFile
from engine.demo.fates import nth
from engine.demo.hand import Hand
from engine.demo.oversight import (
    ANSWERS,
    DEMANDS,
    GROUNDS,
    MATTERS,
    PROBLEMS,
    SATISFIED,
    SIZE,
    Matter,
)
from engine.rules.case import ENDED
from engine.rules.permissions import Actor, Role
from engine.storage.models import CaseRow, ComplaintRow, SpotCheckCaseRow, WorkItemRow
from engine.usecases.complaints import Complaint, rate_complaint, receive_complaint
from engine.usecases.orders import OrderText, issue_batch, issue_order
from engine.usecases.populations import Criteria
from engine.usecases.spot_checks import Sample, Verdict, check_sampled, draw_sample
from engine.usecases.steps import complete_step
from engine.usecases.urges import urge_case

KINDS = {  # of which matter each step is
    "reply_urge": "urge",
    "sign_order": "order",
    "reply_order": "order",
    "check_order": "order",
    "answer_complaint": "complaint",
    "rectify": "finding",
    "recheck": "finding",
}
NOT_HEARD = frozenset({"accepted", "dispatched", "handling"})  # where there is most to supervise
SEVERITY = {"red": 0, "orange": 1, "yellow": 2}
TAKERS = (Role.REGISTRAR, Role.LIAISON, Role.OFFICE_LEADER)
BATCH = 2
CHOICE = 4  # of so many cases that fit best, one
SHARE = 200  # cases to which the matters of MATTERS belong; a larger county has them again
AGAIN = 11.0  # days between them
OLD = 12.0  # days: what is older is over, and comes again
LONGEST = 330.0  # days: before, the year has hardly begun
RATED_AFTER = 9.0  # office hours


@dataclass(slots=True)
class Supervision:
    """Plays the supervisors, and those who answer them; everything else is the hand's."""

    hand: Hand
    seed: int
    _matters: dict[tuple[int, str], Matter] = field(default_factory=dict)
    _taken: dict[int, int] = field(default_factory=dict)  # steps taken, by the process

    def plan(self, until: datetime, cases: int) -> None:
        """Queue what comes up in a county of so many cases; *until* (aware) ends the year."""
        simulation = self.hand.simulation
        for number, matter in enumerate(_wanted(cases)):
            at = simulation.hours.latest(until - timedelta(days=matter.days))
            draw = random.Random(f"{self.seed}/supervision/{number}")
            simulation.plan(at, partial(getattr(self, f"_{matter.kind}"), matter, draw))

    def when_opened(self, file: CaseFile, item: WorkItemRow) -> None:
        """Decide when somebody takes a step that has just opened."""
        kind = KINDS.get(item.element)
        if kind is None:
            self.hand.when_opened(file, item)
            return
        matter = self._matters[item.case_id, kind]
        number = self._taken.get(item.process_id, 0)
        if number < len(matter.hours):
            simulation = self.hand.simulation
            at = simulation.hours.later(simulation.clock.now(), matter.hours[number])
            simulation.plan(at, partial(self._take, file, item, (matter, number)))

    def _take(self, file: CaseFile, item: WorkItemRow, step: tuple[Matter, int]) -> None:
        simulation, (matter, number) = self.hand.simulation, step
        with simulation.desk.read() as session:
            if session.get_one(WorkItemRow, item.id).status != "open":
                return  # an urge ends with its case
        self._taken[item.process_id] = number + 1
        actor = simulation.directory.people(item.office_id, item.roles)[0]
        complete_step(simulation.desk, actor, item.id, self._answers(file, item, matter, number))
        if item.element == "answer_complaint" and matter.word in SATISFIED:
            at = simulation.hours.later(simulation.clock.now(), RATED_AFTER)
            satisfied = SATISFIED[matter.word]
            simulation.plan(at, lambda: self._rate(item.case_id, satisfied=satisfied))

    def _answers(
        self, file: CaseFile, item: WorkItemRow, matter: Matter, number: int
    ) -> dict[str, object]:
        said: dict[str, object] = {
            key: file.told(words) for key, words in ANSWERS[item.element].items()
        }
        if item.element in {"check_order", "recheck"}:
            rounds = number // 2 if item.element == "recheck" else number // 2 - 1
            said["decision"] = nth(matter.decisions, rounds)
            day = self._today() + timedelta(days=7)
            said["fix_by"] = day.isoformat() if said["decision"] == "not_fixed" else None
        if item.element == "answer_complaint":
            said["result"] = matter.word
        return {key: value for key, value in said.items() if value is not None}

    def _urge(self, matter: Matter, draw: random.Random) -> None:
        for code in self._cases(matter, draw, 1):
            urge_case(self.hand.simulation.desk, self._who("lingdao"), code)

    def _order(self, matter: Matter, draw: random.Random) -> None:
        for code in self._cases(matter, draw, 1):
            issue_order(self.hand.simulation.desk, self._who("duban"), code, _text(matter))

    def _batch(self, matter: Matter, draw: random.Random) -> None:
        codes = self._cases(replace(matter, kind="order"), draw, BATCH)
        if codes:
            name = f"{self._today().year}年第{(self._today().month + 1) // 2}期双月督办"
            issue_batch(self.hand.simulation.desk, self._who("duban"), name, codes, _text(matter))

    def _complaint(self, matter: Matter, draw: random.Random) -> None:
        simulation = self.hand.simulation
        for code in self._cases(matter, draw, 1):
            file = next(each for each in simulation.files.values() if each.code == code)
            with simulation.desk.read() as session:
                holder = session.get_one(CaseRow, file.case_id).holder_id
            taker = simulation.directory.people(holder, TAKERS)[0]
            words = file.told("打了三次电话都没有人接，不知道什么时候调解。")
            receive_complaint(
                simulation.desk, taker, code, Complaint("phone", words, file.applicant)
            )

    def _check(self, matter: Matter, draw: random.Random) -> None:
        """Draw a sample in the town of the printed accounts; check all but the last case of it."""
        simulation, actor = self.hand.simulation, self._who("duban")
        office = simulation.directory.id_of("qingshi")
        seed = f"{draw.randrange(10**8):08d}"
        wanted = Sample(office, "unannounced", SIZE, Criteria(), seed)
        check_id = draw_sample(simulation.desk, actor, wanted)
        query = select(SpotCheckCaseRow.id, SpotCheckCaseRow.case_id).where(
            SpotCheckCaseRow.spot_check_id == check_id
        )
        with simulation.desk.read() as session:
            lines = session.execute(query.order_by(SpotCheckCaseRow.id)).all()
        fix_by = self._today() + timedelta(days=5)
        for (line_id, case_id), (problem, finding) in zip(lines, PROBLEMS, strict=False):
            verdict = Verdict("sound", "台账和案卷一致。")
            if finding is not None:
                self._matters[case_id, "finding"] = finding
                verdict = Verdict("finding", "", problem, fix_by)
            check_sampled(simulation.desk, actor, line_id, verdict)

    def _rate(self, case_id: int, *, satisfied: bool) -> None:
        simulation = self.hand.simulation
        query = select(ComplaintRow.id).where(ComplaintRow.case_id == case_id)
        with simulation.desk.read() as session:
            found = session.scalars(query).one()
        rate_complaint(simulation.desk, self._who("duban"), found, satisfied=satisfied)

    def _cases(self, matter: Matter, draw: random.Random, count: int) -> Sequence[str]:
        """Return codes of open cases that were not brought up before: the most pressing ones."""
        simulation = self.hand.simulation
        query = select(CaseRow.id, CaseRow.code, CaseRow.colour, CaseRow.status).where(
            CaseRow.status.not_in([str(status) for status in ENDED])
        )
        brought_up = {case_id for case_id, _ in self._matters}
        with simulation.desk.read() as session:
            rows = [row for row in session.execute(query) if row.id not in brought_up]
        rows.sort(
            key=lambda row: (
                row.status not in NOT_HEARD,
                not simulation.files[row.id].fate.stays_open,
                SEVERITY.get(row.colour, len(SEVERITY)),
                row.id,
            )
        )
        best = list(islice(rows, CHOICE * count))
        chosen = draw.sample(best, min(count, len(best)))
        self._matters |= {(row.id, matter.kind): matter for row in chosen}
        return [row.code for row in chosen]

    def _who(self, login: str) -> Actor:
        directory = self.hand.simulation.directory
        known = {name: user_id for user_id, name in directory.logins.items()}
        return directory.actors[known[login]]

    def _today(self) -> date:
        return self.hand.simulation.desk.local_day(self.hand.simulation.clock.now())


def _wanted(cases: int) -> Sequence[Matter]:
    """Return what comes up: every matter once, and for each further 200 cases what is over."""
    again = [
        replace(matter, days=matter.days + AGAIN * number)
        for number in range(1, cases // SHARE)
        for matter in MATTERS
        if matter.days > OLD and matter.days + AGAIN * number < LONGEST
    ]
    return [*MATTERS, *again]


def _text(matter: Matter) -> OrderText:
    return OrderText(matter.word, GROUNDS[matter.word], DEMANDS[matter.word])
