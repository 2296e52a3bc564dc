"""A replay in words: where ways part, which clocks would be late, what its diagram shows."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from engine.queries.diagrams import Diagram
from engine.queries.replays import Lateness, Parts, ReplayView
from webui.naming import reader_name
from webui.studio_words import MESSAGES
from webui.translate import gettext, ngettext


def element_name(view: ReplayView, element: str | None) -> str:
    """Return what people call an element; its id where no diagram of the draft has it."""
    if element is None:
        return gettext("结束")
    for diagram in view.diagrams:
        if element in diagram.names:
            chinese, english = diagram.names[element]
            name = reader_name(chinese, english)
            return " ".join(name.split())
    return element


def parts_words(view: ReplayView, parts: Parts) -> str:
    """Return where a way parts, in one sentence."""
    after = element_name(view, parts.after) if parts.after else gettext("开始")
    if parts.code == "no_record":
        return gettext("这件案件的经过记得不全，不能重放")
    if parts.code == "fault":
        return gettext("走到“%(step)s”走不下去", step=element_name(view, parts.about))
    went = element_name(view, parts.old)
    if parts.code == "not_open" and parts.new is None:
        step = element_name(view, parts.about)
        return gettext("“%(after)s”以后当时办了“%(step)s”，草稿里没有等它", after=after, step=step)
    if parts.code == "not_awaited" and parts.new is None:
        message = MESSAGES.get(parts.about or "", parts.about)
        return gettext("“%(after)s”以后当时来了消息“%(m)s”，草稿不等它", after=after, m=message)
    if parts.code == "goes_on" and parts.old is None:
        return gettext("当时已经走完，草稿还要办：%(step)s", step=names(view, parts.about))
    return gettext(
        "“%(after)s”以后，当时走到“%(old)s”，草稿走到“%(new)s”",
        after=after,
        old=went,
        new=element_name(view, parts.new),
    )


def names(view: ReplayView, elements: str | None) -> str:
    """Return several elements in words."""
    each = [element_name(view, one) for one in (elements or "").split("、") if one]
    return gettext("、").join(each) or "—"


def rule_name(line: Lateness | Mapping[str, Any]) -> str:
    """Return what people call a clock, in the reader's language."""
    zh, en = (line.zh, line.en) if isinstance(line, Lateness) else (line["zh"], line["en"])
    return str(reader_name(zh, en))


def late_words(clock: Mapping[str, Any]) -> str:
    """Return how a clock's lateness would change, in one sentence."""
    name = rule_name(clock)
    if clock["after"]:
        return gettext("“%(clock)s”会超期 %(days)d 日", clock=name, days=clock["after"])
    if clock["after"] is None:
        return gettext(
            "“%(clock)s”当时超期 %(days)d 日，草稿里比不出", clock=name, days=clock["before"]
        )
    return gettext("“%(clock)s”当时超期 %(days)d 日，不会再超", clock=name, days=clock["before"])


def drawing(view: ReplayView, name: str) -> Diagram | None:
    """Return the diagram an address asks for, else the one on which most ways part."""
    asked = [each for each in view.diagrams if each.process_id == name]
    counts = _places(view)
    busy = sorted(
        view.diagrams,
        key=lambda each: -sum(n for element, n in counts.items() if element in each.elements),
    )
    return next(iter([*asked, *busy]), None)


def marks_of(view: ReplayView, diagram: Diagram) -> dict[str, object]:
    """Return what viewer.js paints: how many cases part after an element."""
    here = [(e, n) for e, n in _places(view).most_common() if e in diagram.elements]
    now = [
        {"id": e, "text": ngettext("%(num)d 件在此以后不同", "%(num)d 件在此以后不同", n)}
        for e, n in here
    ]
    return {
        "walked": [],
        "flows": [],
        "done": [],
        "now": now,
        "focus": here[0][0] if here else None,
    }


def _places(view: ReplayView) -> Counter[str]:
    found: Counter[str] = Counter()
    for parts in view.parts:
        if parts.after:
            found[parts.after] += parts.cases
    return found
