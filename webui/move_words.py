"""Moves of running cases in words: what stays and why, what changes for those that are moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.queries.diagrams import diagrams_of
from engine.queries.model_choices import rules_for
from engine.queries.move_preview import Outlook
from engine.queries.moves import MoveLine
from engine.rules.errors import EngineError
from engine.workflow import Bundle, Moved, Position
from webui.clock_sheet import clock_name
from webui.database import db
from webui.event_sentences.words import WORDS
from webui.frame import today
from webui.studio_words import MESSAGES
from webui.translate import LazyString, gettext, language_tag
from webui.translate import lazy_gettext as _
from webui.wording import sentence

LISTED = 200  # cases written out under one reason; the count says how many there are

STATUSES: Mapping[str, LazyString] = {
    "moved": _("已迁移"),
    "refused": _("留在原版"),
    "waiting": _("还没有做"),
    "undone": _("已退回原版"),
    "kept": _("撤销时留在新版"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What elements and time limits are called, by id and key."""

    elements: Mapping[str, str]
    clocks: Mapping[str, str]

    def step(self, element: object) -> str:
        """Return what an element is called; its id if the drawing does not name it."""
        return self.elements.get(str(element)) or str(element or "—")

    def clock(self, rule: object) -> str:
        """Return what a time limit is called; its key if no rule of today has it."""
        return self.clocks.get(str(rule)) or str(rule or "—")


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for which *count* processes of a kind stay where they are."""

    kind: str
    why: str
    count: int
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a move does to *count* processes that all stand alike.

    ``steps`` are open steps before and after, ``clocks`` sentences about time limits and messages;
    none where nothing changes.
    """

    kind: str
    steps: tuple[tuple[str, str], ...]
    clocks: tuple[str, ...]
    count: int
    cases: tuple[str, ...]

    @property
    def plain(self) -> bool:
        """Whether the move changes nothing that is open."""
        return not self.clocks and all(before == after for before, after in self.steps)


def names_of(*bundles: Bundle) -> Names:
    """Return the names of all elements of *bundles*, of the first before the others."""
    english = language_tag() == "en"
    elements: dict[str, str] = {}
    for bundle in bundles:
        for diagram in diagrams_of(bundle).values():
            for element, (zh, en) in diagram.names.items():
                elements.setdefault(element, en if english and en else zh)
    clocks = {rule.key: clock_name(rule) for rule in rules_for(db.session(), today())}
    return Names(elements, clocks)


def process_words(kind: str) -> str:
    """Return what a kind of process is called."""
    return str(WORDS["process"].get(kind, kind))


def message_words(code: str) -> str:
    """Return what a message is called."""
    return str(MESSAGES.get(code, code))


def refusal(code: str, facts: Mapping[str, object], names: Names) -> str:
    """Return why one process stays where it is, naming the place in the diagram."""
    told = {**facts, "step": names.step(facts.get("element")), "clock": ""}
    if rule := facts.get("rule"):
        told["clock"] = names.clock(rule)
    return sentence(EngineError(code, **told))


def reasons(lines: Iterable[MoveLine | Outlook], names: Names) -> tuple[Reason, ...]:
    """Return every reason once with its cases, the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.code:
            key = (process_words(line.kind), refusal(line.code, line.facts, names))
            found.setdefault(key, []).append(line.case_code)
    rows = (
        Reason(kind, why, len(cases), tuple(cases[:LISTED])) for (kind, why), cases in found.items()
    )
    return tuple(sorted(rows, key=lambda each: -each.count))


def changes(outlooks: Iterable[Outlook], names: tuple[Names, Names]) -> tuple[Change, ...]:
    """Return what a move would change, those that stand alike together; changes first.

    *names* are those of the old and of the new drawings.
    """
    found: dict[tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]], list[str]] = {}
    for each in outlooks:
        if each.moved is not None:
            kind = process_words(each.kind)
            key = (kind, _steps(each.moved, names), _clocks(each.moved, names[1]))
            found.setdefault(key, []).append(each.case_code)
    rows = (
        Change(kind, steps, clocks, len(cases), tuple(cases[:LISTED]))
        for (kind, steps, clocks), cases in found.items()
    )
    return tuple(sorted(rows, key=lambda each: (each.plain, -each.count)))


def _steps(moved: Moved, names: tuple[Names, Names]) -> tuple[tuple[str, str], ...]:
    now = {task.task_id: task.element for task in moved.after.tasks}
    return tuple(
        (names[0].step(task.element), names[1].step(now.get(task.task_id)))
        for task in moved.before.tasks
    )


def _clocks(moved: Moved, names: Names) -> tuple[str, ...]:
    said = [
        gettext(
            "“%(step)s”新开一个期限：%(clock)s",
            step=names.step(clock.element),
            clock=names.clock(clock.rule),
        )
        for clock in moved.new_clocks
    ]
    before, after = _rules(moved.before), _rules(moved.after)
    said += [
        gettext(
            "已开的期限照原来的规则走完：%(before)s（新版是%(after)s）",
            before=names.clock(before[anchor]),
            after=names.clock(after.get(anchor, "")),
        )
        for anchor in moved.kept_rules
    ]
    said += [gettext("不再响应：%(message)s", message=message_words(each)) for each in moved.deaf]
    return tuple(said)


def _rules(position: Position) -> dict[str, str]:
    return {clock.anchor: clock.rule for clock in position.clocks}
