"""Doing one thing to many steps: each for itself, and a result for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from engine.queries.users import Candidate, candidates
from engine.queries.worklists import WorkLine
from engine.rules.errors import EngineError, Invalid
from engine.rules.permissions import Action, reach
from engine.usecases.steps import assign_step
from webui.auth import actor, desk, lens, safe_target
from webui.database import db
from webui.refusals import why
from webui.translate import gettext
from webui.wording import field_sentences

MOST = 200
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one step: ``line`` is None if it could not be found; ``why`` if not done."""

    item_id: int
    line: WorkLine | None
    done: bool
    why: str = ""


def chosen(sent: MultiDict[str, str]) -> list[int]:
    """Return the numbers of the steps chosen, each once; what is no number does not count."""
    numbers = [int(text) for text in sent.getlist("item") if text.isascii() and text.isdigit()]
    return [number for number in dict.fromkeys(numbers) if number <= LARGEST][:MOST]


def back() -> str:
    """Return the list one came from."""
    return safe_target(request.values.get("next")) or "/queue"


def may_assign() -> bool:
    """Say whether this person may give steps to others anywhere."""
    own, roots = reach(actor(), Action.ASSIGN)
    return bool(own or roots)


def people_for(lines: Sequence[WorkLine]) -> list[tuple[int, str]]:
    """Return (id, words) of everybody who could take at least one of the steps, by office."""
    kinds = {(line.office, line.element): line for line in reversed(lines)}
    found: dict[int, str] = {}
    for line in kinds.values():
        for person in candidates(db.session(), actor(), lens(), line.case_code, line.item_id):
            found.setdefault(person.user_id, candidate_words(person, line.office))
    return sorted(found.items(), key=lambda each: each[1])


def candidate_words(person: Candidate, office: str | None) -> str:
    """Return a person as a select names one: name, office, how much there is to do."""
    load = gettext("在办 %(count)d 件", count=person.open_steps)
    words = f"{person.name}·{office or ''}·{load}"
    return gettext("%(words)s·须回避", words=words) if person.conflict else words


def name_of(lines: Sequence[WorkLine], given: Mapping[str, Any]) -> str:
    """Return the name of the person the steps were given to."""
    words = dict(people_for(lines)).get(given["user_id"], "")
    return words.split("·")[0]


def assign_all(lines: Sequence[WorkLine], wanted: Sequence[int], user_id: int) -> list[Result]:
    """Give each step to a person, each in a transaction of its own."""
    by_id = {line.item_id: line for line in lines}
    return [_assign(item_id, by_id.get(item_id), user_id) for item_id in wanted]


def _assign(item_id: int, line: WorkLine | None, user_id: int) -> Result:
    try:
        assign_step(desk(), actor(), item_id, user_id)
    except EngineError as error:
        return Result(item_id, line, done=False, why=_reason(error))
    return Result(item_id, line, done=True)


def _reason(error: EngineError) -> str:
    """Return why one step was not done; a field's own complaint says more than the form's."""
    if isinstance(error, Invalid) and error.fields:
        return gettext("；").join(field_sentences(error).values())
    return why(error)
