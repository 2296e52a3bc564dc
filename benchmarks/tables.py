"""What a decision takes in a table of 2,000 rows, found by index and by asking row after row.

``python -m benchmarks.tables``: computing time, best of several rounds; the same table, the same
cases. Also reading the file, looking it through for gaps, and rewriting one row.
"""

from collections.abc import Callable
from time import process_time

from engine.feel import Table, read_dmn
from engine.feel.coverage import cover
from engine.feel.limits import MAX_RULES
from engine.feel.rewriting import RowText, change_row

FILE = "large.dmn"
ROUNDS = 5
HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d">'
    '<decision id="t" name="t"><decisionTable id="dt" hitPolicy="UNIQUE">'
    '<input id="a"><inputExpression id="ae" typeRef="number"><text>a</text></inputExpression>'
    '</input><input id="b"><inputExpression id="be" typeRef="string"><text>b</text>'
    '</inputExpression></input><output id="o" name="o" typeRef="number"/>'
)
TAIL = "</decisionTable></decision></definitions>"


def large(rows: int = MAX_RULES) -> bytes:
    """Return a table of ranges and words, no two rows of which fit together."""
    parts = [HEAD]
    for number in range(rows):
        low = number // 4 * 10
        parts.append(
            f'<rule id="r{number}"><inputEntry id="r{number}a"><text>[{low}..{low + 9}]</text>'
            f'</inputEntry><inputEntry id="r{number}b"><text>"w{number % 4}"</text></inputEntry>'
            f'<outputEntry id="r{number}o"><text>{number}</text></outputEntry></rule>'
        )
    return "".join([*parts, TAIL]).encode()


def cases(count: int) -> list[dict[str, object]]:
    """Return cases all over the table, the same ones each time."""
    return [{"a": number * 7919 % 5_000, "b": f"w{number % 4}"} for number in range(count)]


def scanned(table: Table, facts: dict[str, object]) -> list[int]:
    """Return the rows that fit, by asking every cell of every row."""
    values = [column.expression.evaluate(facts) for column in table.inputs]
    return [
        row.number
        for row in table.rules
        if all(test.test(value) for test, value in zip(row.tests, values, strict=True))
    ]


def best(act: Callable[[], object]) -> float:
    """Return the least computing time *act* took, in seconds."""
    taken = []
    for _ in range(ROUNDS):
        began = process_time()
        act()
        taken.append(process_time() - began)
    return min(taken)


def main() -> None:
    """Print the figures."""
    content = large()
    table = read_dmn(content, FILE)
    some = cases(1_000)
    assert all(
        scanned(table, facts) == [row.number for row in table.decide(facts).rows]
        for facts in some[:20]
    )
    index = best(lambda: [table.decide(facts) for facts in some]) / len(some)
    few = some[:20]
    scan = best(lambda: [scanned(table, facts) for facts in few]) / len(few)
    print(f"{MAX_RULES} rows: {index * 1e6:.1f} µs by index, {scan * 1e6:.0f} µs row by row")
    print(f"  {scan / index:.0f} times")
    print(f"reading the file: {best(lambda: read_dmn(content, FILE)) * 1e3:.0f} ms")
    print(f"looking for gaps and overlaps: {best(lambda: cover(table)) * 1e3:.0f} ms")
    row = RowText(["[0..9]", '"w0"', "1"])
    print(f"writing one row: {best(lambda: change_row(content, FILE, 'r0', row)) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
