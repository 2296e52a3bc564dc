"""An event of a case as a sentence: kind and facts in, words out. Who acted stands in front.

Each kind has one or more sentences, the fullest first; the first one whose facts are all known is
said. Facts are hidden from those who may not read texts, and old events may lack some.
"""

from collections.abc import Callable, Mapping
from datetime import date

from webui.case_words import case_word
from webui.channel_words import channel_name, telling_name
from webui.event_sentences.cases import CASES
from webui.event_sentences.clocks import CLOCKS
from webui.event_sentences.office import OFFICE
from webui.event_sentences.points import POINTS
from webui.event_sentences.steps import STEPS
from webui.event_sentences.studio import STUDIO
from webui.event_sentences.supervision import SUPERVISION
from webui.event_sentences.warnings import WARNINGS
from webui.event_sentences.words import WORDS
from webui.formatting import day
from webui.terms import term
from webui.translate import LazyString, gettext

Facts = Mapping[str, object]
SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    **CASES,
    **STEPS,
    **CLOCKS,
    **OFFICE,
    **SUPERVISION,
    **WARNINGS,
    **POINTS,
    **STUDIO,
}
LONGEST = 120  # characters of what somebody wrote that a line of the timeline repeats

# fact → how its code is said; (kind, fact) where kinds use the same name for different codes
_SAID: Mapping[str, Callable[[str], str]] = {
    **{key: lambda code: term("channel", code) for key in ("channel", "to_channel", "proposed")},
    "source": lambda code: term("source", code),
    "category": lambda code: term("category", code),
    "grade": lambda code: term("grade", code),
    "outcome": lambda code: term("outcome", code),
    "level": lambda code: term("level", code),
    "violence": lambda code: term("violence", code),
    "on_expiry": lambda code: term("on_expiry", code),
    "performance": lambda code: case_word("performance", code),
    "form": lambda code: case_word("agreement", code),
    "card": lambda code: term("card", code),
    "sanction": lambda code: term("sanction", code),
    "complaint_result": lambda code: term("complaint_result", code),
    "check_result": lambda code: term("check_result", code),
    "state": lambda code: case_word("confirmation", code),
    **{
        key: lambda code, key=key: _word(key, code)  # type: ignore[misc]
        for key in ("cause", "decision", "satisfaction", "process")
    },
}
_OF_KIND: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("SittingHeld", "result"): lambda code: case_word("result", code),
    ("OutsideResultNoted", "result"): lambda code: _word("outside", code),
    ("GradeChanged", "before"): lambda code: term("grade", code),
    ("GradeChanged", "after"): lambda code: term("grade", code),
    ("GradeChanged", "reason"): lambda code: _word("grade_reason", code),
    ("ColourChanged", "before"): lambda code: term("colour", code),
    ("ColourChanged", "after"): lambda code: term("colour", code),
    ("ClockCancelled", "reason"): lambda code: _word("cancelled", code),
    ("ClockRecomputed", "reason"): lambda code: _word("recomputed", code.partition(":")[0]),
    ("ProcessMoved", "cause"): lambda code: _word("moved", code),
    **{
        (kind, "kind"): lambda code: _word("process", code)
        for kind in ("ProcessQuarantined", "ProcessReleased", "ProcessRestored")
    },
    **{
        (kind, "role"): lambda code: term("role", code) for kind in ("RoleGranted", "RoleWithdrawn")
    },
    ("MessageFailed", "channel"): channel_name,
    ("CodesChanged", "code_table"): lambda code: _word("code_table", code),
    ("TellingTextSaved", "telling"): telling_name,
    ("LawPublished", "name"): lambda code: term("law_table", code),
    ("WarningAcknowledged", "colour"): lambda code: term("colour", code),
    ("WarningRepeated", "colour"): lambda code: term("colour", code),
    ("WarningRepeated", "cause"): lambda code: _word("repeated", code),
}


def event_sentence(
    kind: str, facts: Facts, names: Mapping[str, str] | None = None, today: date | None = None
) -> str:
    """Return what happened in one sentence, without who did it.

    *names* gives the name of the office, person, step or rule behind an id or code, by the same
    key. Days of another year than *today* carry their year. A kind without a sentence is shown
    by its name.
    """
    said = _Said(kind, facts, names or {}, today)
    for wording in SENTENCES.get(kind, ()):
        try:
            return str(wording) % said
        except KeyError:
            continue
    return term("event", kind)


class _Said(dict[str, object]):
    """The facts of one event in words, said when a sentence asks for them."""

    def __init__(
        self, kind: str, facts: Facts, names: Mapping[str, str], today: date | None
    ) -> None:
        super().__init__()
        self._kind, self._facts, self._names, self._today = kind, facts, names, today

    def __missing__(self, key: str) -> object:
        """Return one fact in words.

        Raises:
            KeyError: it is not known, so that a shorter sentence is said.

        """
        yes = key.removeprefix("if_")
        if yes != key:  # «%(if_late)s» stands in sentences said only where the fact holds
            if self._facts.get(yes):
                return ""
            raise KeyError(key)
        name = self._names.get(key)
        value = self._facts.get(key)
        if name:
            return term("law_table", name) if key == "draft_id" else name
        if value in (None, "") or key.endswith("_id"):  # a number nobody could read
            raise KeyError(key)
        return self._word(key, value)

    def _word(self, key: str, value: object) -> object:
        saying = _OF_KIND.get((self._kind, key)) or _SAID.get(key)
        if saying is not None:
            return saying(str(value))
        if key.endswith(("_on", "day")):
            return _day(str(value), self._today)
        if isinstance(value, (list, tuple)):
            return _cut(gettext("、").join(map(str, value)))
        return _cut(value) if isinstance(value, str) else value


def _word(kind: str, code: str) -> str:
    word = WORDS[kind].get(code)
    return gettext("其他") if word is None and kind == "outside" else str(word or code)


def _day(iso: str, today: date | None) -> str:
    try:
        return day(date.fromisoformat(iso), today)
    except ValueError:
        return iso


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
