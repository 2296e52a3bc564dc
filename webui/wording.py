"""Error codes in sentences: why something was not done, in the reader's language.

Sentences may name the error's facts (``%(step)s``); a fact that is missing reads «…». Codes are
the engine's, sentences ours; tests/architecture/test_error_wording.py keeps them together.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

from engine.rules.errors import EngineError, Invalid
from webui.formatting import day, instant
from webui.translate import LazyString, gettext
from webui.wording_cases import CASES
from webui.wording_codes import CODES
from webui.wording_fields import FIELDS
from webui.wording_moves import MOVES
from webui.wording_office import OFFICE
from webui.wording_points import POINTS
from webui.wording_procedure import PROCEDURE
from webui.wording_proof import PROOF
from webui.wording_studio import STUDIO
from webui.wording_supervision import SUPERVISION
from webui.wording_trials import TRIALS

SENTENCES: Mapping[str, LazyString] = {
    **CASES,
    **OFFICE,
    **PROOF,
    **PROCEDURE,
    **SUPERVISION,
    **POINTS,
    **STUDIO,
    **TRIALS,
    **CODES,
    **MOVES,
}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class _Facts(dict[str, object]):
    """An error's facts, readable; one that is missing is dots, never a crash while explaining."""

    def __missing__(self, key: str) -> str:
        return "…"


def readable(fact: object) -> object:
    """Return a fact as people write it: days and instants with weekday, lists with commas."""
    if fact is None or fact == "":
        return "…"
    if isinstance(fact, str):
        return _readable_text(fact)
    if isinstance(fact, datetime):
        return instant(fact)
    if isinstance(fact, date):
        return day(fact)
    if isinstance(fact, (list, tuple, set, frozenset)):
        return gettext("、").join(str(readable(each)) for each in fact)
    return fact


def _readable_text(text: str) -> object:
    if _INSTANT.match(text):
        return instant(datetime.fromisoformat(text))
    return day(date.fromisoformat(text)) if _DAY.match(text) else text


def sentence(error: EngineError) -> str:
    """Return why *error* happened, in one sentence; the plain code if nobody has worded it."""
    template = SENTENCES.get(error.code)
    if template is None:
        return gettext("原因代码：%(code)s。", code=error.code)
    return str(template) % _Facts({key: readable(fact) for key, fact in error.facts.items()})


def field_sentence(code: str, facts: Mapping[str, object] | None = None) -> str:
    """Return what is wrong with a form field, in one short sentence."""
    template = FIELDS.get(code)
    if template is None:
        return gettext("这一项不能接受（%(code)s）", code=code)
    return str(template) % _Facts({key: readable(fact) for key, fact in (facts or {}).items()})


def field_sentences(error: Invalid) -> dict[str, str]:
    """Return field key → sentence of a refused form."""
    return {key: field_sentence(code, error.facts) for key, code in error.fields.items()}
