"""Write ``docs/events.md``: every kind of event, what it means, which facts it carries.

``python -m docs.event_table`` writes the page; ``tests/architecture/test_books.py`` compares it.
"""

from collections.abc import Iterator
from dataclasses import fields
from inspect import getdoc
from pathlib import Path

from engine.rules import events
from webui.event_terms import EVENTS

PAGE = Path(__file__).with_name("events.md")
HEAD = """\
# 事件 Events

发生过的事逐条记下，写入后不改、不删。事件只含代码、数字和行号，不含姓名和案情：个人信息可以依法删除，记录仍然完整。
每条事件另有案件、办理人、发生时刻（`at`）和写入时刻（`recorded_at`）；停机后补记的，两者不同。

What has happened is written once and never changed. Facts are codes, numbers and row ids.
A released kind is never renamed; a new fact may be added.

这张表由程序生成：`python -m docs.event_table`。
"""
CHAPTERS = {
    "cases": "案件 Cases",
    "clocks": "期限与责任 Clocks and duty",
    "handoffs": "移交 Hand-offs",
    "supervision": "督办 Supervision",
    "warnings": "预警、静默、敏感时期 Warnings, silences, sensitive periods",
    "points": "积分与问责 Points and sanctions",
    "steps": "步骤与流程 Steps and processes",
    "care": "日历、代码表、通知文本的改动 Calendars, code tables, texts of messages",
    "studio": "草稿与发布 Drafts and publishing",
    "office": "单位、账号、发布 Offices, accounts, publishing",
}


def kinds() -> list[type]:
    """Return the class of every kind of event, in the order of the alphabet."""
    return [getattr(events, name) for name in sorted(events.__all__)]


def chapter_of(kind: type) -> str:
    """Return the chapter of a kind: the module that defines it."""
    return kind.__module__.rpartition(".")[2]


def facts_of(kind: type) -> str:
    """Return the facts a kind carries, with their types, as a table cell."""
    written = [f"`{each.name}` {_type(each.type)}" for each in fields(kind)]
    return "，".join(written) or "—"


def _type(annotation: object) -> str:
    words = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return (words or str(annotation)).replace(" | None", "?").replace("|", "\\|")


def _lines() -> Iterator[str]:
    for module, title in CHAPTERS.items():
        yield from ("", f"## {title}", "| 种类 | 中文 | 意思 | 内容 |", "|---|---|---|---|")
        for kind in kinds():
            if chapter_of(kind) == module:
                meaning = " ".join((getdoc(kind) or "").split())
                word = str(EVENTS.get(kind.__name__, "—"))
                yield f"| `{kind.__name__}` | {word} | {meaning} | {facts_of(kind)} |"


def page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(_lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
