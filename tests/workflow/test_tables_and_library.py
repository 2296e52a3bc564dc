"""Decision tables inside a process, and bundles that are parsed once for everybody."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.rules.errors import WorkflowFault
from engine.workflow import Bundle, Library, Runner
from engine.workflow.scripting import CONDITIONS
from tests.workflow.driving import RUNNER, again, begin, finish
from tests.workflow.models import HANDLING
from tests.workflow.sketch import bundle, choice, decision, end, process, start, table, user

GRADED = process(
    "main",
    start("s"),
    user("ask"),
    decision("grading", "grade"),
    user("look"),
    choice("g"),
    end("e"),
    flows="s > ask > grading > look > g; g > ask ? again = true; g > e *",
)


def graded(*rows: tuple[str, str], **more: str) -> Bundle:
    return bundle(GRADED, **{"grade.dmn": table("grade", *rows, **more)})


def test_a_tables_outputs_become_values_of_the_process() -> None:
    files = graded((">= 60", '"major"'), ("-", '"ordinary"'))
    instance = begin(files)
    finish(instance, "ask", points=61)
    assert instance.position().routing == {"points": 61, "grade": "major"}


def test_an_output_no_row_gives_is_empty_and_never_left_over_from_an_earlier_round() -> None:
    files = graded((">= 60", '"major"'))
    instance = begin(files)
    finish(instance, "ask", points=61)
    finish(again(files, instance), "look", again=True)
    instance = again(files, instance)
    finish(instance, "look", again=True)
    finish(instance, "ask", points=3)
    assert instance.position().routing["grade"] is None


def test_a_table_that_collects_gives_a_list_in_the_order_of_its_rows() -> None:
    files = graded(("> 1", '"a"'), ("> 2", '"b"'), ("> 9", '"c"'), hit="COLLECT")
    instance = begin(files)
    finish(instance, "ask", points=3)
    assert again(files, instance).position().routing["grade"] == ["a", "b"]


def test_a_table_that_adds_up_gives_a_whole_number() -> None:
    files = graded(("> 1", "10"), ("> 2", "5"), hit="COLLECT", extra=' aggregation="SUM"')
    files = Bundle.of(
        {k: v.replace(b'typeRef="string"', b'typeRef="number"') for k, v in files.files.items()}
    )
    instance = begin(files)
    finish(instance, "ask", points=3)
    assert instance.position().routing["grade"] == 15


def test_a_table_in_which_two_rows_claim_one_case_is_a_fault() -> None:
    instance = begin(graded(("> 1", '"a"'), ("> 2", '"b"'), hit="UNIQUE"))
    with pytest.raises(WorkflowFault, match=r"decision\.failed"):
        finish(instance, "ask", points=3)


def test_a_value_the_table_needs_and_nobody_gave_is_a_fault_not_a_guess() -> None:
    instance = begin(graded(("> 1", '"a"')))
    with pytest.raises(WorkflowFault, match=r"decision\.failed"):
        finish(instance, "ask")


def test_a_decision_without_its_table_is_a_fault() -> None:
    instance = begin(bundle(GRADED))
    with pytest.raises(WorkflowFault, match=r"decision\.unknown"):
        finish(instance, "ask", points=1)


def test_a_bundle_is_parsed_once_for_all_threads() -> None:
    shared = Library()
    with ThreadPoolExecutor(8) as pool:
        programs = list(pool.map(lambda _: shared.program(HANDLING), range(40)))
    assert len(set(map(id, programs))) == 1


def test_threads_run_cases_of_one_bundle_without_disturbing_each_other() -> None:
    def case(number: int) -> object:
        instance = RUNNER.start(HANDLING, "main", {"mediation_rule": f"R-{number}"})
        for element in ("prepare", "talk", "close"):
            instance = again(HANDLING, instance)
            finish(instance, element, number=number)
        return instance.position().finished, instance.position().routing["number"]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(case, range(60))) == [(True, number) for number in range(60)]


@pytest.mark.parametrize(
    "files",
    [
        {"a.bpmn": b"<a"},
        {"a.bpmn": b"<!DOCTYPE a [<!ENTITY x 'y'>]><a/>"},
        {"a.dmn": b"<a/>"},
        {"a.bpmn": HANDLING.files["model.bpmn"].replace(b"bpmn:userTask", b"bpmn:scriptTask")},
    ],
)
def test_a_bundle_that_cannot_be_read_is_a_fault_that_names_the_file(
    files: dict[str, bytes],
) -> None:
    with pytest.raises(WorkflowFault, match=r"bundle\.unreadable") as fault:
        Runner().start(Bundle.of(files), "main", {})
    assert fault.value.facts["file"]
    assert fault.value.facts["reason"]


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__",
        'exec("1")',
        "open('/etc/hostname')",
        "9**9**9",
        "a.__class__",
        "lambda: 1",
        "[x for x in (1,2)]",
    ],
)
def test_a_condition_written_in_python_never_runs(text: str) -> None:
    files = bundle(
        process(
            "main",
            start("s"),
            choice("g"),
            user("a"),
            end("e"),
            flows=f"s > g; g > a ? {text}; g > e *; a > e",
        )
    )
    with pytest.raises(WorkflowFault):
        begin(files, a="x")


def test_the_door_below_the_script_engine_is_closed_too() -> None:
    for door in (CONDITIONS.environment.evaluate, CONDITIONS.environment.execute):
        with pytest.raises(WorkflowFault, match=r"script\.refused"):
            door("1 + 1", {})
    with pytest.raises(WorkflowFault, match=r"script\.refused"):
        CONDITIONS.environment.call_service({}, operation_name="x")
