"""明查暗访: drawing a sample that can be drawn again, checking it, and what is found.

The seed, the size of the population and its digest are put on record with the draw.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import FindingMade, SpotCheckCaseChecked, SpotCheckDrawn
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.rules.points import finding_rules
from engine.rules.sampling import draw, population_sha
from engine.storage.models import (
    CaseRow,
    FindingRow,
    OfficeRow,
    SpotCheckCaseRow,
    SpotCheckRow,
)
from engine.storage.published import law_table
from engine.storage.work import Work
from engine.usecases.endings import case_id_of
from engine.usecases.point_ledger import TABLE
from engine.usecases.populations import Criteria, population
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.repeats import sent_before
from engine.usecases.supervision import number_of, office_of_actor, refuse_deaf
from engine.usecases.sweep import settle_case

KINDS = frozenset({"announced", "unannounced"})
STATES = frozenset({"any", "open", "ended"})
MOST = 200
LONGEST = 2000
FIXING = (Role.OFFICE_LEADER, Role.MEDIATOR, Role.LIAISON)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is to be drawn: from an office and those below it, how many, with which seed.

    Without a seed the system takes a random one; a seed thrown by hand in front of witnesses is
    just as good.
    """

    office_id: int
    kind: str
    size: int
    criteria: Criteria
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of one case said; a finding names the problem and the day to put it right."""

    result: str
    note: str = ""
    problem: str = ""
    fix_by: date | None = None
    point_rule: str | None = None


def draw_sample(desk: Desk, actor: Actor, sample: Sample) -> int:
    """Draw a sample and put on record how; return the spot check's id.

    The same one asked for again soon is the first: nobody draws until the sample pleases.

    Raises:
        NotAllowed: the person does not supervise that office.
        Conflict: no case meets the description.
        Invalid: unknown kind, state or size, or a period that ends before it begins.
    """
    _check(sample)
    with desk.work(actor) as work:
        office = work.get(OfficeRow, sample.office_id)
        if not may(actor, Action.SUPERVISE, Place((office.path,))):
            raise NotAllowed("supervision.not_above", office=office.name)
        ids = population(desk, work, office, sample.criteria)
        if not ids:
            raise Conflict("spot_check.nothing_to_draw")
        for known in sent_before(
            work, SpotCheckRow, SpotCheckRow.drawn_at,
            kind=sample.kind, office_id=office.id, drawn_by=actor.user_id,
        ):  # fmt: skip
            if known.criteria == _plain(sample) and sample.seed.strip() in ("", known.seed):
                return known.id
        seed = sample.seed.strip() or secrets.token_hex(8)
        drawn = draw(seed, ids, sample.size)
        row = work.add(
            SpotCheckRow(
                number=number_of(
                    desk, work, "spot_check", office_of_actor(work, actor, Role.SUPERVISOR, office)
                ),
                kind=sample.kind,
                office_id=office.id,
                criteria=_plain(sample),
                seed=seed,
                population=len(ids),
                population_sha=population_sha(ids),
                drawn_by=actor.user_id,
                drawn_at=work.now,
            )
        )
        for code in drawn:
            work.add(SpotCheckCaseRow(spot_check_id=row.id, case_id=ids[code]))
        work.record(
            SpotCheckDrawn(row.id, row.number, seed, len(ids), row.population_sha, len(drawn))
        )
        return row.id


def _plain(sample: Sample) -> dict[str, object]:
    facts: dict[str, object] = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in asdict(sample.criteria).items()
    }
    return {**facts, "size": sample.size}


def _check(sample: Sample) -> None:
    wrong = {}
    criteria = sample.criteria
    if sample.kind not in KINDS:
        wrong["kind"] = "unknown_option"
    if criteria.state not in STATES:
        wrong["state"] = "unknown_option"
    if not 1 <= sample.size <= MOST:
        wrong["size"] = "out_of_range"
    if criteria.from_on and criteria.until_on and criteria.until_on < criteria.from_on:
        wrong["until_on"] = "before_start"
    if len(sample.seed) > 64:
        wrong["seed"] = "too_long"
    if wrong:
        raise Invalid("spot_check.form", fields=wrong)


def check_sampled(desk: Desk, actor: Actor, line_id: int, verdict: Verdict) -> int | None:
    """Note what the check of one sampled case said; return the finding's id, if one was made.

    A finding opens the rectification: the office puts it right by the day and reports, the
    supervisor checks again, and each time it is not right its points double.

    Raises:
        NotFound: no such line for this person.
        Conflict: it was checked before.
        Invalid: unknown result; a finding without problem or day.
    """
    with desk.read() as session:
        found = session.get(SpotCheckCaseRow, line_id)
        code = session.get_one(CaseRow, found.case_id).code if found else ""
    if found is None:
        raise NotFound("spot_check.unknown")
    settle_case(desk, case_id_of(desk, code))
    with setting_aside(desk), desk.work(actor) as work:
        case = work.case(code, lock=True)
        line = work.get(SpotCheckCaseRow, line_id, lock=True)
        spot_check = work.get(SpotCheckRow, line.spot_check_id, lock=True)
        if not may(actor, Action.SUPERVISE, Place((work.office(spot_check.office_id).path,))):
            raise NotFound("spot_check.unknown")
        if line.result is not None:
            raise Conflict("spot_check.already_checked", case=code)
        _check_verdict(desk, work, spot_check, verdict)
        line.result, line.note = verdict.result, verdict.note.strip() or None
        line.checked_by, line.checked_at = actor.user_id, work.now
        work.record(SpotCheckCaseChecked(spot_check.id, verdict.result), case)
        finding = None
        if verdict.result == "finding":
            finding = _find(desk, work, case, (spot_check, verdict))
        _close_if_done(work, spot_check)
        return finding.id if finding else None


def _check_verdict(desk: Desk, work: Work, spot_check: SpotCheckRow, verdict: Verdict) -> None:
    wrong = {}
    today = desk.local_day(work.now)
    if verdict.result not in {"sound", "finding"}:
        wrong["result"] = "unknown_option"
    if max(len(verdict.note), len(verdict.problem)) > LONGEST:
        wrong["problem"] = "too_long"
    if verdict.result == "finding":
        if not verdict.problem.strip():
            wrong["problem"] = "required"
        if verdict.fix_by is None:
            wrong["fix_by"] = "required"
        elif verdict.fix_by < today:
            wrong["fix_by"] = "in_the_past"
        rules = finding_rules(law_table(work.session, TABLE).table, spot_check.kind, today)
        if verdict.point_rule and verdict.point_rule not in {rule.key for rule in rules}:
            wrong["point_rule"] = "unknown_option"
    if wrong:
        raise Invalid("spot_check.verdict", fields=wrong)


def _find(desk: Desk, work: Work, case: CaseRow, found: tuple[SpotCheckRow, Verdict]) -> FindingRow:
    spot_check, verdict = found
    holder = work.get(OfficeRow, case.holder_id)
    refuse_deaf(work, holder, *FIXING)
    issuer = work.get(OfficeRow, spot_check.office_id)
    row = work.add(
        FindingRow(
            number=number_of(desk, work, "finding", issuer),
            spot_check_id=spot_check.id,
            case_id=case.id,
            office_id=holder.id,
            point_rule=verdict.point_rule or None,
            text=verdict.problem.strip(),
            fix_by=verdict.fix_by or desk.local_day(work.now),
            state="open",
            found_by=work.actor_id or 0,
            found_at=work.now,
            times_not_fixed=0,
        )
    )
    work.record(FindingMade(row.id, row.number, holder.id, row.fix_by.isoformat()), case)
    Procedure(desk, work, case).start("rectification", {}, subject_id=row.id)
    return row


def _close_if_done(work: Work, spot_check: SpotCheckRow) -> None:
    """Close a spot check when its last case has been checked."""
    work.session.flush()
    left = select(SpotCheckCaseRow.id).where(
        SpotCheckCaseRow.spot_check_id == spot_check.id, SpotCheckCaseRow.result.is_(None)
    )
    if work.session.scalars(left).first() is None:
        spot_check.closed_at = work.now
