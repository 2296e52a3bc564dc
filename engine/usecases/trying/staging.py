"""What a run plays on, where it stands, and why it cannot go on."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from engine.desk import Desk
from engine.feel import FeelError
from engine.rules.errors import Conflict, NotFound, WorkflowFault
from engine.storage.trial_sets import Played
from engine.usecases.trying.course import Course
from engine.usecases.trying.laws import laws_of
from engine.usecases.trying.ledger import Stage
from engine.workflow import Runner


def stage_of(desk: Desk, files: Played, process_id: str) -> Stage:
    """Return what a run of *files* plays on: the nation's calendar, a runner of its own.

    Raises:
        NotFound: ``law.unknown``.

    """
    with desk.read() as session:
        calendar = desk.calendar(session)
    laws = laws_of(files.whole, calendar)
    return Stage(runner_of(files.bundle.sha), files.bundle, process_id, laws)


@lru_cache(maxsize=8)
def runner_of(sha: str) -> Runner:
    """Return a runner for the set with that content hash; drafts must not fill the desk's own."""
    return Runner()


@contextmanager
def explained() -> Iterator[None]:
    """Say in words why a diagram cannot go on: here that is an answer, not a fault of ours.

    Raises:
        Conflict: ``trial.fault`` with ``element`` and ``reason``; ``trial.rule``.

    """
    try:
        yield
    except WorkflowFault as fault:
        cause = fault.__cause__
        said = cause.message if isinstance(cause, FeelError) else fault.facts.get("reason")
        element = fault.facts.get("element") or fault.facts.get("process")
        number = fault.facts.get("number", 0)
        told = {"element": element, "reason": said or fault.code, "number": number}
        raise Conflict("trial.fault", **told) from fault
    except NotFound as error:
        if error.code != "rule.unknown":
            raise
        number = error.facts.get("number", 0)
        raise Conflict("trial.rule", rule=error.facts.get("rule"), number=number) from error


def standing(course: Course) -> dict[str, Any]:
    """Return where a run stands, as JSON: what its page shows without running anything."""
    position = course.position
    seen: dict[str, int] = {}
    tasks = []
    for task in position.tasks:
        nth = seen[task.element] = seen.get(task.element, -1) + 1
        asked = {key: task.properties.get(key) for key in ("role", "office", "form", "status")}
        named = {"element": task.element, "nth": nth, "name": task.name, "lane": task.lane}
        tasks.append({**named, **asked, "routing": dict(task.routing)})
    return {
        "tasks": tasks,
        "waits": list(position.waits),
        "routing": dict(position.routing),
        "finished": position.finished,
    }
