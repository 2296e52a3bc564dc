"""The procedures of this house, walked at random: no walk may fault, grow or lose its way."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import compile_expression
from engine.workflow import Bundle, Instance, Library, Runner, read_folder

WORKFLOWS = Path(__file__).parents[2] / "workflows"
COMPARED = re.compile(r'(\w+) *(?:=|!=|<=?|>=?) *("[^"]*"|-?\d+|true|false)')
MAIN = (
    "dispute",
    "peoples_mediation",
    "administrative_mediation",
    "judicial_mediation",
    "judicial_confirmation",
    "referral",
    "follow_up",
    "risk_report",
    "duty",
)


@cache
def house() -> Bundle:
    return Bundle.of({k: v for k, v in read_folder(WORKFLOWS).items() if "law/" not in k}, 1)


@cache
def runner() -> Runner:
    return Runner(Library())


@cache
def vocabulary() -> dict[str, list[object]]:
    """Every value a condition or table of the house asks for, and the answers it knows."""
    program = runner().library.program(house())
    found: dict[str, list[object]] = {}
    conditions = [
        flow.condition or "" for flows in program.drawing.flows.values() for flow in flows
    ]
    for element in program.drawing.elements.values():
        clock = element.properties.get("clock", "")
        conditions.append(clock[1:] if clock.startswith("=") else "")
    for spec in program.specs.values():
        for task in spec.task_specs.values():
            conditions.extend(getattr(task, "parameters", {}).values())
    for text in filter(None, conditions):
        for name in compile_expression(text).names:
            found.setdefault(name, [])
        for name, literal in COMPARED.findall(text):
            found.setdefault(name, []).append(compile_expression(literal).evaluate({}))
    given: dict[str, list[object]] = {
        "channel": ["people", "administrative", "judicial_pre", "judicial_in", "petition"],
        "level": ["village", "town", "county"],
        "mode": ["FLAT", "LEVELLED"],
        "category": ["01", "14", "99"],
        "outcome": ["agreed", "settled", "failed", "refused_by_party", "expired", "withdrawn"],
        "on_expiry": ["fail", "ask", "climb", "remind", "watch"],
    }
    kinds: dict[str | None, list[object]] = {"boolean": [True, False], "number": [0, 9, 10**9]}
    for table in program.tables.values():
        for column, asked in enumerate(table.inputs):
            cells = " ".join(row.tests[column].text for row in table.rules)
            words: list[object] = [*re.findall(r'"([^"]*)"', cells), None]
            for name in asked.expression.names:
                found.setdefault(name, []).extend(kinds.get(asked.kind, words))
    plain = {
        name: [int(v) if isinstance(v, Decimal) else v for v in values]
        for name, values in found.items()
    }
    return {name: values or ["PM-01"] for name, values in plain.items()} | given


THROWS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=10, max_size=60
)


def answer(number: int) -> dict[str, object]:
    words = vocabulary()
    picked = {}
    for name, values in sorted(words.items()):
        picked[name] = values[number % len(values)]
        number = number // len(values) + number * 7 % 1_009
    return picked


def act(instance: Instance, which: int, number: int) -> bool:
    position = instance.position()
    acts = [(instance.complete, task.task_id) for task in position.tasks] * 4
    acts += [(instance.fire, clock.anchor) for clock in position.clocks if clock.fires]
    acts += [(instance.send, message) for message in position.waits]
    if not acts:
        return False
    do, target = acts[which % len(acts)]
    do(target, answer(number))
    instance.take_effects()
    return True


@pytest.mark.parametrize("process", MAIN)
@settings(max_examples=40, deadline=None)
@given(throws=THROWS)
def test_no_walk_through_a_procedure_faults_or_grows(
    process: str, throws: list[tuple[int, int]]
) -> None:
    instance = runner().start(house(), process, answer(throws[0][1]))
    instance.take_effects()
    for which, number in throws:
        blob = instance.dump()
        assert len(blob) < 40_000
        instance = runner().resume(house(), process, blob)
        position = instance.position()
        if position.finished:
            assert (position.tasks, position.clocks, position.waits) == ((), (), ())
            return
        assert act(instance, which, number), "nothing to wait for, and yet not finished"
