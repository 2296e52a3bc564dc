"""重放: the cases closed last run once more by a draft; only how they would have gone is kept."""

from time import monotonic

from engine.desk import Desk
from engine.rules.errors import Invalid, ModelRefused, NotFound
from engine.rules.permissions import Actor
from engine.storage.models import ReplayLineRow
from engine.storage.published import bundle_of
from engine.storage.recorded import PastCase, closed_cases, past_cases
from engine.storage.trial_sets import Subject, played, settled
from engine.usecases.draft_guards import require_reader
from engine.usecases.errands import Errand, Portion, ask_errand, errand
from engine.usecases.publishing import findings
from engine.usecases.trying.ledger import Stage
from engine.usecases.trying.replaying import Replayed, replay
from engine.usecases.trying.staging import stage_of
from engine.workflow.checks import ERROR

KIND = "replay"
MOST = 1_000  # cases
PORTION = 20  # cases, or
SECONDS = 2.0  # of work, whichever is first


def ask_replay(desk: Desk, actor: Actor, subject: Subject, cases: int) -> int:
    """Ask for the *cases* cases closed last to be run once more; return the errand's number.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``, ``bundle.unknown``, ``replay.no_cases``.
        Invalid: ``replay.form``. ModelRefused: ``model.refused``.

    """
    require_reader(actor)
    if not 1 <= cases <= MOST:
        raise Invalid("replay.form", fields={"cases": "out_of_range"})
    with desk.read() as session:
        asked = settled(session, subject)
        whole = played(session, asked).whole
        ids = list(closed_cases(session, cases))
    if not ids:
        raise NotFound("replay.no_cases")
    if asked.draft_id is not None:
        errors = tuple(each for each in findings(whole) if each.level == ERROR)
        if errors:
            raise ModelRefused("model.refused", findings=errors, count=len(errors))
    told = {"draft": asked.draft_id, "revision": asked.revision, "version": asked.version}
    with desk.work(actor) as work:
        return ask_errand(work, KIND, {**told, "cases": ids}, len(ids)).id


def subject_of(subject: object) -> Subject:
    """Return what an errand of this kind plays on, from what it was asked."""
    kept = subject if isinstance(subject, dict) else {}
    return Subject(kept.get("draft"), kept.get("revision"), kept.get("version"))


@errand(KIND)
def replay_portion(desk: Desk, asked: Errand) -> Portion:
    """Run some more cases once more; doing a portion again changes nothing."""
    ids = asked.subject["cases"]
    assert isinstance(ids, list)  # noqa: S101  # as ``ask_replay`` wrote it
    with desk.read() as session:
        files = played(session, subject_of(asked.subject))
        cases = list(past_cases(session, ids[asked.done : asked.done + PORTION]))
        session.expunge_all()
    stage = stage_of(desk, files, "dispute")
    until, through = monotonic() + SECONDS, {}
    for case in cases:
        through[case.case_id] = _replayed(desk, stage, case)
        if monotonic() > until:
            break
    done = asked.done + PORTION
    if len(through) < len(cases):
        done = ids.index(list(through)[-1]) + 1
    done = min(done, len(ids))
    _keep(desk, asked.id, through)
    return Portion(done, len(ids), ended=done >= len(ids))


def _replayed(desk: Desk, stage: Stage, case: PastCase) -> Replayed:
    with desk.read() as session:
        calendar = desk.calendar(session, case.office)
        old = bundle_of(session, case.bundle_version)
    return replay(stage, case, calendar, desk.runner.elements_of(old))


def _keep(desk: Desk, errand_id: int, through: dict[int, Replayed]) -> None:
    with desk.work(None) as work:
        for case_id, line in through.items():
            row = ReplayLineRow(
                errand_id=errand_id, case_id=case_id, way=line.way, facts=line.facts
            )
            work.session.merge(row)
