"""How large a text, a value or a piece of work may be. Every bound of the room stands here."""

from typing import Final

MAX_CHARS: Final = 4_000
"""Characters of one expression or one cell."""
MAX_TOKENS: Final = 600
"""Words and marks of one expression or one cell."""
MAX_DEPTH: Final = 25
"""Levels of nesting; keeps the parser far from Python's own recursion limit."""
MAX_TRAIL: Final = 20
"""Fields and indexes behind one value: `a.b.c[1]` has three."""
MAX_ARGUMENTS: Final = 50
"""Arguments of one call."""
MAX_ITERATIONS: Final = 2
"""`some`, `every`, `for` and filters inside one another."""
MAX_STEPS: Final = 20_000
"""Steps of one evaluation: a step is one node of a loop's body, one item of a list read."""
MAX_DECISION_STEPS: Final = 100_000
"""Steps of one decision: all its input expressions and cells together."""
MAX_TEXT: Final = 20_000
"""Characters of one text value."""
MAX_LIST: Final = 2_000
"""Items of one list, fields of one context."""
MAX_VALUE_DEPTH: Final = 10
"""Levels of lists and contexts in one value."""
MAX_NUMBER: Final = 10**18
"""Greatest absolute value of a number (in 分: ten quadrillion 元)."""
MAX_DIGITS: Final = 34
"""Significant digits of a number, as FEEL asks (decimal128)."""
MAX_POWER: Final = 100
"""Greatest absolute exponent of `**`."""
MAX_DURATION_DAYS: Final = 3_660_000
"""Longest duration: a little more than the calendar, year 1 to 9999."""

MAX_FILE_BYTES: Final = 2_000_000
"""Bytes of one DMN file."""
MAX_RULES: Final = 2_000
"""Rows of one decision table."""
MAX_COLUMNS: Final = 60
"""Input, output or annotation columns of one decision table."""
