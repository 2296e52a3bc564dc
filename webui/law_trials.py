"""试算: a rule, a day, an office — when the time limit ends, and why. Nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from werkzeug.datastructures import MultiDict

from engine.feel import FeelError, Table
from engine.queries.offices import OfficeName
from engine.rules.colours import colour_instants
from engine.rules.deadline_rule import Unit
from engine.rules.errors import EngineError, Invalid
from engine.usecases.law import rule_in, thresholds_in
from engine.usecases.reckoning import Question, Reckoned, reckon_in
from webui import reckoning_words
from webui.auth import desk
from webui.feel_words import fault_words
from webui.formatting import due, instant
from webui.forms import EMPTY, Filled
from webui.frame import today
from webui.reckoning_words import Line
from webui.wording import field_sentences, sentence

OPENING = time(9)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it: the end in words, the arithmetic, when it would turn, by which calendar."""

    reckoned: Reckoned
    ends: str
    lines: tuple[Line, ...]
    yellow: str
    orange: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The test box: what was typed, what came of it (None: nothing asked yet), why not."""

    form: Filled
    tried: Tried | None = None
    refused: str = ""


def trial(
    table: Table | None, warnings: Table, offices: tuple[OfficeName, ...], typed: Mapping[str, str]
) -> Trial:
    """Return the test box for the deadlines of *table*, with the thresholds of *warnings*."""
    if not typed.get("rule") or table is None:
        return Trial(EMPTY)
    form = Filled(typed=MultiDict(typed), refused=True)
    try:
        asked = _question(offices, typed)
        return Trial(form, _tried(table, warnings, asked))
    except FeelError as error:
        return Trial(form, refused=fault_words(error))
    except Invalid as error:
        faults = field_sentences(error)
        return Trial(Filled(form.typed, faults, refused=True), refused=sentence(error))
    except EngineError as error:
        return Trial(form, refused=sentence(error))


def _question(offices: tuple[OfficeName, ...], typed: Mapping[str, str]) -> Question:
    try:
        started = date.fromisoformat(typed.get("start", "") or today().isoformat())
        at = time.fromisoformat(typed["at"]) if typed.get("at") else None
    except ValueError:
        raise Invalid("request.malformed", fields={"start": "not_date"}) from None
    chosen = typed.get("office_id", "")
    office = next((each.code for each in offices if str(each.office_id) == chosen), None)
    start = datetime.combine(started, at, desk().zone) if at else started
    return Question(typed["rule"], start, office=office)


def _tried(table: Table, warnings: Table, asked: Question) -> Tried:
    reckoned = reckon_in(table, desk(), _with_time(table, asked))
    rule, computed = reckoned.rule, reckoned.computed
    thresholds = thresholds_in(warnings, rule)
    turns = colour_instants(rule, computed, thresholds, reckoned.calendar)
    return Tried(
        reckoned,
        due(computed.due_at, today()) if computed.due_at else "",
        tuple(reckoning_words.line(step) for step in computed.steps),
        instant(turns.yellow_at, today()) if turns else "",
        instant(turns.orange_at, today()) if turns else "",
    )


def _with_time(table: Table, asked: Question) -> Question:
    """Return *asked* with a time of day where the rule counts hours and none was typed."""
    if isinstance(asked.start, datetime):
        return asked
    if rule_in(table, asked.rule, asked.start).unit is not Unit.HOUR:
        return asked
    return replace(asked, start=datetime.combine(asked.start, OPENING, desk().zone))
