"""The 期限 tab made ready to draw: the table of clocks, the chosen one's arithmetic, trials."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.queries.acts import Act
from engine.queries.clock_lines import ExtensionLine, PauseLine
from engine.queries.clock_trials import Trial, WhatIf
from engine.queries.clocks_view import ClockView
from engine.rules.deadline_rule import DeadlineRule, Extendable
from engine.rules.errors import Invalid
from webui import approval_words
from webui.badges import ICONS, ClockBadge
from webui.case_words import case_word
from webui.formatting import instant
from webui.frame import today
from webui.naming import reader_name
from webui.reckoning_words import Line, line, named
from webui.standing_badge import standing_badge
from webui.start_words import start_word
from webui.terms import term
from webui.translate import gettext, ngettext
from webui.wording import sentence


@dataclass(frozen=True, slots=True)
class Button:
    """An act on a clock: its endpoint, its words, and why it cannot be done now (else empty)."""

    endpoint: str
    words: str
    reason: str


def clock_name(rule: DeadlineRule) -> str:
    """Return a rule's name with its length, in the reader's language."""
    name = reader_name(rule.name_zh, rule.name_en)
    return f"{name} {approval_words.length(rule.length, rule.unit)}" if rule.length else name


def clock_state(view: ClockView) -> ClockBadge:
    """Return a clock's badge; of an ended one how it ended."""
    badge = standing_badge(view.standing)
    if view.ended_at is None:
        return badge
    late = view.standing.overdue
    known = view.status == "met"
    colour = ("red" if late else "green") if known else "none"
    word, left = term("clock_status", view.status), _margin(view) if known else ""
    return replace(badge, css=colour, icon=ICONS[colour], spoken="", word=word, left=left)


def _margin(view: ClockView) -> str:
    """Return how long before or after its end a clock was met."""
    left = view.standing.remaining
    if left is None or left.today:
        return gettext("当天")
    amount = approval_words.length(left.amount, left.unit)
    if left.overdue:
        return gettext("迟 %(length)s", length=amount)
    return gettext("提前 %(length)s", length=amount)


def started(view: ClockView) -> str:
    """Return «4月7日 周二 受理»."""
    return f"{named(view.start_on)} {start_word(view.rule.start_event)}"


def changes(view: ClockView) -> str:
    """Return what moved a clock's end: «暂停 10 日 / 延长 1 次»."""
    days = sum(pause.days for pause in view.pauses)
    granted = sum(each.state == "approved" for each in view.extensions)
    asked = sum(each.state == "asked" for each in view.extensions)
    parts = [
        ngettext("暂停 %(num)d 日", "暂停 %(num)d 日", days) if view.pauses else "",
        ngettext("延长 %(num)d 次", "延长 %(num)d 次", granted) if granted else "",
        gettext("延长待审批") if asked else "",
    ]
    return " / ".join(filter(None, parts)) or "—"


def heading(view: ClockView) -> str:
    """Return the question the arithmetic answers."""
    if view.standing.due_on is None:
        return gettext("为什么现在没有到期日")
    return gettext("为什么是 %(day)s", day=named(view.standing.due_on))


def why_lines(view: ClockView) -> tuple[Line, ...]:
    """Return the arithmetic with its papers, who decided, and what the end leads to."""
    return tuple(_lines(view))


def _lines(view: ClockView) -> Iterator[Line]:
    pauses = {pause.from_on: pause for pause in view.pauses}
    granted = iter(_granted(view.extensions))
    last_extend = max((n for n, step in enumerate(view.steps) if step.code == "extend"), default=-1)
    for number, step in enumerate(view.steps):
        said, more = line(step), []
        if step.code == "pause" and (pause := pauses.get(step.params.get("from_on"))):  # type: ignore[call-overload]
            more.append(_proof(pause))
        if step.code == "extend" and step.params["length"]:
            more.extend(_decided(each) for each in [next(granted, None)] if each)
        if number == last_extend:
            more.extend(_unfinished(view.extensions))
            more.extend(_possible(view))
        if step.code == "result":
            said, more = _conclusion(said, view)
        if step.code == "basis":
            said = replace(said, text=f"{clock_name(view.rule)}{_unread(view.rule)}")
        yield replace(said, more=tuple(filter(None, more)))


def _unread(rule: DeadlineRule) -> str:
    return "" if rule.verified else gettext("（条文未核对）")


def _granted(asked: Sequence[ExtensionLine]) -> list[ExtensionLine]:
    found = [each for each in asked if each.state == "approved"]
    return sorted(found, key=lambda each: (each.decided_at or each.asked_at, each.extension_id))


def _proof(pause: PauseLine) -> str:
    who = gettext("%(name)s登记", name=pause.paused_by) if pause.paused_by else ""
    back = gettext("%(name)s恢复", name=pause.resumed_by) if pause.resumed_by else ""
    return "·".join(filter(None, (pause.reason, pause.document, who, back)))


def _decided(asked: ExtensionLine) -> str:
    at = asked.decided_at or asked.asked_at
    facts = {"name": asked.decided_by or "—", "at": instant(at, today())}
    who = gettext("%(name)s %(at)s批准", **facts)
    return "·".join(filter(None, (asked.reason, asked.consents, who)))


def _unfinished(asked: Sequence[ExtensionLine]) -> Iterator[str]:
    """Yield requests that changed nothing: those that wait and those that were refused."""
    for each in asked:
        if each.state != "approved":
            at = instant(each.asked_at, today())
            state = term("extension", each.state)
            facts = {"name": each.asked_by or "—", "at": at, "state": state}
            said = gettext("%(name)s %(at)s申请延长：%(state)s", **facts)
            yield "·".join(filter(None, (said, each.reason, each.decision_note)))


def _possible(view: ClockView) -> Iterator[str]:
    """Yield whose word more time needs and how much of it there may be."""
    rule = view.rule
    whose = {
        Extendable.PARTIES: gettext("延长须各方同意"),
        Extendable.APPROVAL: gettext("延长须批准"),
        Extendable.BOTH: gettext("延长须各方同意并经批准"),
    }
    if rule.extendable in whose and view.ended_at is None:
        yield gettext("%(whose)s；%(cap)s", whose=whose[rule.extendable], cap=bounds(view))


def bounds(view: ClockView) -> str:
    """Return how much more time the rule allows, and how often it was used."""
    granted = sum(each.state == "approved" for each in view.extensions)
    return approval_words.cap(view.rule, granted)


def unit_word(rule: DeadlineRule) -> str:
    """Return the unit a rule counts in: «日», «个工作日»."""
    return term("unit", rule.unit)


def _conclusion(said: Line, view: ClockView) -> tuple[Line, list[str]]:
    """Return the last line with what is left, and what the end of the clock leads to."""
    stop = gettext("。")
    if view.standing.due_on is None:
        return said, []
    if view.ended_at is not None:
        at = instant(view.ended_at, today())
        state = clock_state(view)
        end = gettext("%(at)s %(state)s %(left)s", at=at, state=state.word, left=state.left)
        return replace(said, text=said.text + stop), [end.strip()]
    left = standing_badge(view.standing).left
    text = f"{said.text}{gettext('，') if left else ''}{left}{stop}"
    return replace(said, text=text), [term("on_expiry", view.rule.on_expiry)]


def buttons(view: ClockView) -> list[Button]:
    """Return what may be done to a clock; an act that is not for this person is left out."""
    acts = view.acts
    if acts is None or view.ended_at is not None:
        return []
    paused = view.status == "paused"
    offered = [
        ("case_clocks.extend", gettext("申请延长…"), acts.extend),
        ("case_clocks.resume", gettext("恢复…"), acts.resume)
        if paused
        else ("case_clocks.pause", gettext("暂停…"), acts.pause),
    ]
    waits = gettext("暂停中，恢复后才能申请") if paused else ""
    return [
        Button(to, words, (waits or hindrance(act)) if not act.allowed else "")
        for to, words, act in offered
        if act.shown
    ]


def hindrance(act: Act) -> str:
    """Return why an act cannot be done now; empty if it can."""
    return "" if act.allowed else case_word("hindrance", act.reason)


def trial_sentence(view: ClockView, what: WhatIf, trial: Trial) -> str:
    """Return what would be: the new end, or why it may not be."""
    rule, due_on = view.rule, view.standing.due_on
    if trial.refused is not None:
        cap, count = rule.extension_cap, rule.extension_count
        return sentence(
            Invalid(trial.refused, cap=cap, count=count, length=what.length, due_on=due_on)
        )
    if trial.due_on is None:
        return gettext("恢复后再算。")
    end = named(trial.due_on)
    if what.length is not None:
        more = approval_words.length(what.length, rule.unit)
        return gettext(
            "若再延长 %(length)s：从未顺延的末日接着算，到 %(day)s。", length=more, day=end
        )
    if what.from_on and what.to_on:
        first, to_on = named(what.from_on), named(what.to_on)
        return gettext(
            "若从 %(first)s暂停，%(to)s恢复：到期日移到 %(day)s。",
            first=first,
            to=to_on,
            day=end,
        )
    return ""
