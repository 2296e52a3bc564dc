"""A decision table in words: what may be asked of it, what came of it, what it leaves out."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine.feel import FeelError, Table, compile_expression, to_plain
from engine.feel.coverage import Case, Report
from engine.feel.explaining import Explained
from engine.feel.literals import literal
from engine.feel.samples import OTHER_TEXT
from engine.rules.errors import Invalid
from webui.feel_words import fault_words
from webui.law_terms import code_words, known_values
from webui.translate import gettext, ngettext

Json = dict[str, object]
MANY = 80  # values offered for one column


def questions(table: Table) -> list[Json]:
    """Return what a case must say for the table to decide: a field for every variable."""
    found: dict[str, Json] = {}
    for place, column in enumerate(table.inputs):
        for name in sorted(column.expression.names):
            single = column.expression.names == {name}
            kind = (column.kind or "") if single else ""
            found.setdefault(
                name,
                {
                    "name": name,
                    "label": column.label if single else name,
                    "kind": kind,
                    "options": _options(table, place, name) if single else [],
                },
            )
    for name in sorted(table.names - found.keys()):
        found[name] = {"name": name, "label": name, "kind": "", "options": []}
    return list(found.values())


def _options(table: Table, place: int, name: str) -> list[Json]:
    if table.inputs[place].kind != "string":
        return []
    texts = dict(known_values(name))
    for bound in table.index[place].bounds:
        if isinstance(bound, str):
            texts.setdefault(bound, bound)
    pairs = list(texts.items())[:MANY]
    return [{"value": code, "label": words} for code, words in pairs]


def facts_of(table: Table, typed: Mapping[str, object]) -> dict[str, object]:
    """Return a case from what was typed; an empty field is null.

    Raises:
        Invalid: ``table.values`` with a field for each value that cannot be read.

    """
    faults: dict[str, str] = {}
    facts: dict[str, object] = {}
    for question in questions(table):
        name, kind = str(question["name"]), str(question["kind"])
        text = str(typed.get(name, "") or "").strip()
        try:
            facts[name] = _value(text, kind) if text else None
        except (ValueError, InvalidOperation, FeelError):
            faults[name] = {"number": "not_number", "date": "not_date"}.get(kind, "malformed")
    if faults:
        raise Invalid("table.values", fields=faults)
    return facts


def _value(text: str, kind: str) -> object:
    match kind:
        case "string":
            return text
        case "number":
            return Decimal(text)
        case "boolean":
            return text == "true"
        case "date":
            return date.fromisoformat(text)
        case "date and time":
            return datetime.fromisoformat(text)
        case _:
            return compile_expression(text).evaluate({})


def answer(table: Table, found: Explained) -> Json:
    """Return a decision in words: what was answered, which rows took part, why others did not."""
    outputs = found.decision.outputs if found.decision else {}
    said = outputs if isinstance(outputs, list) else [outputs] if found.decision else []
    hits = [row.number for row in found.rows if row.taken]
    return {
        "rows": hits,
        "elements": [row.element for row in found.rows if row.taken],
        "fault": fault_words(found.fault) if found.fault else "",
        "headline": _headline(found, hits),
        "outputs": [_outputs(table, each) for each in said if hits or any(_told(each))],
        "others": [
            {"row": row.number, "element": row.element, "why": _why(table, row.misses)}
            for row in found.rows
            if not row.taken
        ],
    }


def _told(outputs: Mapping[str, object]) -> Iterable[bool]:
    return (value is not None for value in outputs.values())


def _headline(found: Explained, hits: list[int]) -> str:
    if found.fault:
        return gettext("不能决定")
    if not hits:
        return gettext("没有一行符合")
    rows = gettext("、").join(str(number) for number in hits)
    return gettext("符合第 %(rows)s 行", rows=rows)


def _outputs(table: Table, outputs: Mapping[str, object]) -> list[Json]:
    return [
        {
            "label": column.label or column.name,
            "value": shown(column.name, outputs.get(column.name)),
        }
        for column in table.outputs
    ]


def _why(table: Table, misses: tuple[int, ...]) -> str:
    if not misses:
        return gettext("也符合，但上面已有一行符合")
    labels = gettext("、").join(table.inputs[place].label for place in misses)
    return gettext("%(columns)s不符合", columns=labels)


def shown(column: str, value: object) -> str:
    """Return a value as people read it; codes of known columns in words."""
    if value is None:
        return "—"
    if value is OTHER_TEXT:
        return gettext("其他值")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, str):
        return code_words(column, value)
    if isinstance(value, list | dict):
        return literal(value) if isinstance(value, list) else str(to_plain(value))
    return str(to_plain(value))


def coverage_words(table: Table, report: Report) -> Json:
    """Return what a table leaves out or decides twice, in words, each with its rows."""
    lines = [
        _line("error", _rows(each.rows), _clash(table, each.example), each.rows)
        for each in report.overlaps
    ]
    lines += [
        _line("warning", gettext("第 %(row)d 行", row=row), _unreached(table), (row,))
        for row in report.unreached
    ]
    lines += [
        _line("warning", gettext("没有行"), case_words(table, gap), ()) for gap in report.gaps
    ]
    lines += [
        _line("note", gettext("第 %(row)d 行", row=row), _unsure(), (row,)) for row in report.unsure
    ]
    return {"headline": _summary(report), "lines": lines, "elements": _elements(table)}


def _unsure() -> str:
    return gettext("要看别的值才知道，没有算进来")


def _line(level: str, name: str, words: str, rows: tuple[int, ...]) -> Json:
    return {"level": level, "name": name, "words": words, "rows": list(rows)}


def _elements(table: Table) -> list[str]:
    return [row.element for row in table.rules]


def _rows(rows: tuple[int, ...]) -> str:
    numbers = gettext("、").join(str(number) for number in rows)
    return gettext("第 %(rows)s 行", rows=numbers)


def _clash(table: Table, example: Case) -> str:
    return gettext("同时符合，例如：%(case)s", case=case_words(table, example))


def _unreached(table: Table) -> str:
    if table.hit_policy == "FIRST":
        return gettext("永远轮不到：上面的行已经包括它")
    return gettext("没有任何值能同时符合这一行的各格")


def case_words(table: Table, case: Case) -> str:
    """Return a case as «渠道 = 人民调解，人数 = 3»."""
    parts = []
    for place, value in case.values.items():
        column = table.inputs[place]
        name = next(iter(column.expression.names), "")
        parts.append(
            gettext("%(column)s = %(value)s", column=column.label, value=shown(name, value))
        )
    return gettext("，").join(parts)


def _summary(report: Report) -> str:
    text = ngettext("看了 %(num)d 种组合", "看了 %(num)d 种组合", report.looked_at)
    if not report.whole:
        text += gettext("（表太大，没有看全）")
    if not (report.gap_count or report.overlap_count or report.unreached):
        return text + gettext("：没有遗漏，没有重复。")
    found = []
    if report.gap_count:
        found.append(ngettext("遗漏 %(num)d 种", "遗漏 %(num)d 种", report.gap_count))
    if report.overlap_count:
        found.append(ngettext("重复 %(num)d 处", "重复 %(num)d 处", report.overlap_count))
    if report.unreached:
        count = len(report.unreached)
        found.append(ngettext("轮不到 %(num)d 行", "轮不到 %(num)d 行", count))
    return text + gettext("：") + gettext("，").join(found) + gettext("。")
