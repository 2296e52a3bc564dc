"""The one error that leaves this room."""

from typing import Final

_MENDS: Final = {
    "feel.syntax": "按提示的位置改正写法，写法见 docs/feel.md。",
    "feel.spelling": "改用 FEEL 的写法，对照表见 docs/feel.md。",
    "feel.unknown_name": "核对名字，或先用 is defined(名字) 判断。",
    "feel.unknown_function": "只能用 docs/feel.md 列出的函数。",
    "feel.type": "核对两边的类型，必要时用 number()、string()、date() 转换。",
    "feel.null": "先判断是否为空，例如：x != null and …",
    "feel.arithmetic": "先判断除数，例如：if b = 0 then null else a / b。",
    "feel.range": "核对区间的两端。",
    "feel.index": "序号从 1 起，-1 是最后一项；先用 count() 判断。",
    "feel.limit": "拆成几个较短的表达式，或把计算放进决策表。",
    "feel.now": "只在给出当前时间的地方使用 today() 与 now()。",
    "dmn.file": "用 Camunda Modeler 重新保存为 DMN 1.3 文件。",
    "dmn.size": "把表拆成几个文件。",
    "dmn.doctype": "删去文件开头的 <!DOCTYPE …>。",
    "dmn.decision": "每个文件只放一个决策，并使用决策表。",
    "dmn.unsupported": "改用 docs/feel.md 列出的做法。",
    "dmn.hit_policy": "改为 UNIQUE、FIRST、ANY 或 COLLECT。",
    "dmn.aggregation": "只有 COLLECT 可以汇总，且只能有一个输出列。",
    "dmn.column": "给每一列填好表达式、名称和类型。",
    "dmn.rule": "使每一行的格数与列数相同。",
    "dmn.identifier": "给元素换一个不重复的 id。",
    "dmn.input": "改正该列的输入表达式，或补上它用到的值。",
    "dmn.cell": "改正这一格。",
    "dmn.output": "改正这一格输出。",
    "dmn.two_rows": "收窄其中一行的条件，或把命中策略改为 FIRST。",
    "dmn.rows_differ": "使这些行的输出相同，或收窄条件。",
}


class FeelError(Exception):
    """An expression, a cell or a decision table that cannot be read or worked out.

    Attributes:
        message: One Chinese sentence without the place, ready to show.
        template: The same sentence before its facts were filled in (`%(name)s`): the msgid.
        position: Zero-based character of the expression or cell, where known.
        code: A stable dotted word: `feel.…` for expressions, `dmn.…` for decision tables.
        facts: What fills the template, and the place: `file`, `decision`, `element` (XML id),
            `row` (from 1), `column` (label), `cell` (its text), `cause` (the inner `feel.…` code).
    """

    def __init__(
        self,
        message: str,
        position: int | None = None,
        code: str = "feel.syntax",
        **facts: object,
    ) -> None:
        self.template = message
        self.message = message % facts
        self.position = position
        self.code = code
        self.facts: dict[str, object] = facts
        super().__init__(self.message)

    @property
    def mend(self) -> str:
        """One Chinese sentence saying how to put it right."""
        return _MENDS.get(self.code, _MENDS["feel.syntax"])

    def at(self, position: int) -> "FeelError":
        """The same error, placed at `position` unless it already has a place."""
        if self.position is not None:
            return self
        return FeelError(self.template, position, self.code, **self.facts)

    def within(self, code: str, **place: object) -> "FeelError":
        """The same error as met in a decision table: `code` its own, the inner one as `cause`."""
        return FeelError(
            self.template, self.position, code, **{"cause": self.code, **self.facts, **place}
        )

    def __str__(self) -> str:
        """The sentence with its place in front and its position behind."""
        marks = {"file": "%s", "decision": "%s", "row": "第 %s 行", "column": "“%s”列"}
        place = " ".join(
            mark % self.facts[key] for key, mark in marks.items() if self.facts.get(key) is not None
        )
        where = "" if self.position is None else f"（第 {self.position + 1} 个字符）"
        return f"{place}：{self.message}{where}" if place else f"{self.message}{where}"
