"""Saved trials: given these values, these acts lead to this end; they hold at every publish.

A trial is made of a run on trial. It belongs to no draft: whatever is to be published must keep
every one of them, or somebody puts it away because the office wants it otherwise now.
"""

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.errors import Conflict, EngineError, Invalid, NotAllowed, NotFound
from engine.rules.model_paths import is_law
from engine.rules.permissions import Actor
from engine.storage.models import TrialRow, TrialRunRow
from engine.storage.published import law_files
from engine.storage.trial_sets import Played, Subject, played
from engine.usecases.draft_guards import require_editor
from engine.usecases.proofs import proof
from engine.usecases.trying.acts import Act, read_act
from engine.usecases.trying.course import begin
from engine.usecases.trying.ends import end_of, parting
from engine.usecases.trying.staging import explained, stage_of
from engine.workflow import Bundle, Finding

LONGEST_TITLE = 80
MOST = 500  # trials
SECONDS = 8.0  # for all of them together: a publication must not wait longer


def keep_trial(desk: Desk, actor: Actor, run_id: int, title: str) -> int:
    """Keep a run as a trial that must hold from now on; return the trial's number.

    Raises:
        NotFound: ``page.unknown``, ``trial.unknown``. NotAllowed: ``draft.edit``,
            ``trial.others``. Invalid: ``trial.form``. Conflict: ``trial.too_many``.

    """
    require_editor(actor)
    written = title.strip()
    if not 0 < len(written) <= LONGEST_TITLE:
        raise Invalid("trial.form", fields={"title": "too_long" if written else "required"})
    with desk.read() as session:
        row = session.get(TrialRunRow, run_id)
        if row is None:
            raise NotFound("trial.unknown")
        if row.run_by != actor.user_id:
            raise NotAllowed("trial.others")
        if len(open_trials(session)) >= MOST:
            raise Conflict("trial.too_many", limit=MOST)
        subject = Subject(row.draft_id, row.revision, row.bundle_version)
        files, process, at = played(session, subject), row.process_id, row.began_at
        kept = [entry["act"] for entry in row.log]
    start, *acts = [read_act(each) for each in kept]
    trial = TrialRow(
        title=written,
        process_id=process,
        starts_at=at,
        given=dict(start.routing),
        acts=kept[1:],
        expected={},
        made_by=actor.user_id,
        made_at=desk.now(),
        retired_by=None,
        retired_at=None,
    )
    with explained():
        trial.expected = end_after(desk, files, trial, acts, monotonic() + SECONDS)
    with desk.work(actor) as work:
        return work.add(trial).id


def retire_trial(desk: Desk, actor: Actor, trial_id: int) -> None:
    """Put a trial away; it stays readable and is not run any more.

    Raises:
        NotFound: ``page.unknown``, ``trial.unknown_saved``. NotAllowed: ``draft.edit``.
        Conflict: ``trial.retired``.

    """
    require_editor(actor)
    with desk.work(actor) as work:
        row = work.session.get(TrialRow, trial_id, with_for_update=True)
        if row is None:
            raise NotFound("trial.unknown_saved")
        if row.retired_at is not None:
            raise Conflict("trial.retired")
        row.retired_by, row.retired_at = actor.user_id, work.recorded_at


def open_trials(session: Session) -> Sequence[TrialRow]:
    """Return the trials that must hold, the oldest first."""
    query = select(TrialRow).where(TrialRow.retired_at.is_(None)).order_by(TrialRow.id)
    return session.scalars(query).all()


@proof("trials")
def failing_trials(desk: Desk, whole: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield an error for each saved trial that a whole set does not keep, the first difference.

    ``whole`` is a set with its law tables, free of errors.
    """
    with desk.read() as session:
        trials = list(open_trials(session))
        session.expunge_all()
        in_force = law_files(session)  # a set published without them stands beside these
    own = {path: content for path, content in whole.items() if not is_law(path)}
    files = Played(Bundle.of(own), {**in_force, **whole})
    until = monotonic() + SECONDS
    for trial in trials:
        if monotonic() > until:
            yield _finding(trial, "trial.not_tried", seconds=f"{SECONDS:g}")
            continue
        found = try_trial(desk, files, trial, until)
        if found is not None:
            yield found


def try_trial(desk: Desk, files: Played, trial: TrialRow, until: float) -> Finding | None:
    """Return why a trial does not hold for *files*; None where it does.

    *until* is an instant of the machine's monotonic counter at which to give up.
    """
    acts = [read_act(each) for each in trial.acts]
    try:
        with explained():
            came = end_after(desk, files, trial, acts, until)
    except EngineError as error:
        return _broken(trial, error)
    found = parting(trial.expected, came)
    if found is None:
        return None
    return _finding(trial, f"trial.{found.what}", expected=found.expected, came=found.came)


def end_after(
    desk: Desk, files: Played, trial: TrialRow, acts: Sequence[Act], until: float
) -> dict[str, object]:
    """Return where *acts* lead from what a trial is given.

    Raises:
        As ``engine.usecases.trying.course``; facts then hold the ``number`` of the act.

    """
    course, _ = begin(stage_of(desk, files, trial.process_id), trial.given, trial.starts_at)
    course.until = until
    for number, act in enumerate(acts, 1):
        try:
            course.perform(act)
        except EngineError as error:
            error.facts["number"] = number
            raise
    return end_of(course)


def _broken(trial: TrialRow, error: EngineError) -> Finding:
    facts = error.facts
    number = facts.get("number", 0)
    if error.code == "trial.not_open":
        waiting = facts.get("open")
        came = "、".join(map(str, waiting)) if isinstance(waiting, list) and waiting else "—"
        return _finding(trial, "trial.step", number=number, step=facts.get("step"), came=came)
    if error.code == "form.invalid":
        wrong = facts.get("fields")
        keys = "、".join(map(str, wrong)) if isinstance(wrong, Mapping) else ""
        return _finding(trial, "trial.answers", number=number, fields=keys)
    reason = facts.get("reason") or facts.get("rule") or facts.get("message") or error.code
    element = facts.get("element") or "—"
    return _finding(trial, "trial.broken", number=number, reason=reason, element=element)


def _finding(trial: TrialRow, code: str, **facts: object) -> Finding:
    """Return an error that says which trial does not hold; codes have words in ``checks``."""
    return Finding("", "", trial.title, code, {"trial": trial.title, **facts})
