"""FEEL, the part of it we declare (docs/feel.md): expressions, cells, decision tables. Pure."""

from engine.feel.dmn import read_dmn
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, compile_expression
from engine.feel.hits import Decision, MatchedRow
from engine.feel.samples import sample_values
from engine.feel.table import Input, Output, Rule, Table
from engine.feel.unary import UnaryTest, compile_unary
from engine.feel.values import to_plain

__all__ = [
    "Decision",
    "Expression",
    "FeelError",
    "Input",
    "MatchedRow",
    "Output",
    "Rule",
    "Table",
    "UnaryTest",
    "compile_expression",
    "compile_unary",
    "read_dmn",
    "sample_values",
    "to_plain",
]
