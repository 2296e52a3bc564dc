# ruff: noqa: E501 - the table of mistakes reads best one to a line
"""Publish checks: every known mistake is named, a good bundle has none, no bytes break them."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.workflow import Bundle, Finding, Known, check_bundle, dry_run, examine, read_folder
from engine.workflow.checks.wording import mend_of, reason_of, sentences
from tests.workflow.models import ASKING, HANDLING, SPLIT, STRAIGHT
from tests.workflow.sketch import (
    HEAD,
    Node,
    bundle,
    call,
    choice,
    decision,
    effect,
    end,
    on_clock,
    on_message,
    parallel,
    process,
    receive,
    start,
    sub,
    table,
    user,
)

WORKFLOWS = Path(__file__).parents[2] / "workflows"
KNOWN = Known(
    effects=frozenset({"notify"}),
    clocks=frozenset({"C-SIGN"}),
    messages=frozenset({"withdraw"}),
    routing=frozenset({"points"}),
)


def main(*nodes: Node, flows: str, messages: tuple[str, ...] = (), **files: bytes) -> Bundle:
    return bundle(process("main", *nodes, flows=flows), messages=messages, **files)


def line(*middle: Node, **files: bytes) -> Bundle:
    """Start, the given elements, one step for a person, end, in one line."""
    nodes = (start("s"), *middle, user("a"), end("e"))
    return main(*nodes, flows=" > ".join(node.id for node in nodes), **files)


def raw(text: str) -> Bundle:
    return Bundle.of({"model.bpmn": (HEAD + text + "</bpmn:definitions>").encode()})


def codes(files: Bundle, known: Known = KNOWN) -> set[tuple[str, str]]:
    return {(one.element, one.code) for one in check_bundle(files.files, known)}


@pytest.mark.parametrize("files", [STRAIGHT, SPLIT, HANDLING, ASKING])
def test_a_good_bundle_has_no_findings(files: Bundle) -> None:
    assert check_bundle(files.files) == ()


GATE = "s > a > g; g > e {first}; g > b {second}; b > e"

MISTAKES: list[tuple[Bundle, str, str]] = [
    (Bundle.of({"x.bpmn": b"<a"}), "", "xml.malformed"),
    (Bundle.of({"x.bpmn": b"<!DOCTYPE a><a/>"}), "", "xml.doctype"),
    (Bundle.of({"x.bpmn": b"<a>" + b" " * 2_000_001 + b"</a>"}), "", "xml.too_large"),
    (Bundle.of({"x.bpmn": b"<a/>"}), "", "bpmn.not_bpmn"),
    (Bundle.of({"x.exe": b""}), "", "file.unknown"),
    (Bundle.of({}), "", "bundle.no_process"),
    (Bundle.of({f"{n}.bpmn": b"" for n in range(301)}), "", "bundle.too_large"),
    (raw(""), "defs", "bpmn.no_process"),
    (raw('<bpmn:process id="p" isExecutable="false"/>'), "p", "bpmn.not_executable"),
    (raw('<bpmn:process id="p"/>'), "p", "start.missing"),
    (raw('<bpmn:process id="p"/>'), "p", "end.missing"),
    (raw("<bpmn:process/>"), "", "id.missing"),
    (raw('<bpmn:process id="p"><bpmn:userTask/></bpmn:process>'), "", "id.missing"),
    (raw('<bpmn:process id="p"><bpmn:scriptTask id="x"/></bpmn:process>'), "x", "element.unsupported"),
    (raw('<bpmn:process id="p"><x:y xmlns:x="z" id="f"/></bpmn:process>'), "f", "element.foreign"),
    (line(user("1a")), "1a", "id.bad"),
    (line(user("Start")), "Start", "id.reserved"),
    (line(user("a")), "a", "id.twice"),
    (bundle(*[process("p", start("s"), user("a"), end("e"), flows="s > a > e")] * 2), "a", "id.twice"),
    (line(user("u", role="", office="")), "u", "role.missing"),
    (line(user("u", role="", office="")), "u", "office.missing"),
    (line(user("u", role="king")), "u", "role.unknown"),
    (line(user("u", office="palace")), "u", "office.unknown"),
    (line(user("u", status="happy")), "u", "status.unknown"),
    (line(user("u", wish="x")), "u", "property.unknown"),
    (line(user("u", form="nowhere")), "u", "form.not_found"),
    (line(user("u", clock="X-99")), "u", "clock.unknown"),
    (line(user("u", clock="= 1 +")), "u", "expression.bad"),
    (line(user("u", start_event="accepted")), "u", "clock.start_without_clock"),
    (line(Node("serviceTask", "u", properties={"clock": "C-SIGN"})), "u", "clock.misplaced"),
    (line(Node("serviceTask", "u")), "u", "effect.missing"),
    (line(effect("u", "explode")), "u", "effect.unknown"),
    (line(effect("u", "notify", who="")), "u", "effect.parameter"),
    (line(effect("u", "notify", who="a b")), "u", "expression.bad"),
    (line(effect("u", "notify", who="nobody")), "u", "expression.unknown_name"),
    (line(decision("u", "")), "u", "decision.missing"),
    (line(decision("u", "grade")), "u", "decision.unknown"),
    (line(call("u", "")), "u", "call.missing"),
    (line(call("u", "other")), "u", "call.unknown"),
    (line(call("u", "main")), "main", "call.circle"),
    (line(receive("u", "withdraw")), "u", "message.missing"),
    (line(Node("intermediateCatchEvent", "u")), "u", "event.missing"),
    (line(Node("userTask", "u", {"isForCompensation": "true"})), "u", "element.unsupported"),
    (line(Node("userTask", "u", body="<bpmn:standardLoopCharacteristics/>")), "u", "loop.unsupported"),
    (line(Node("userTask", "u", body="<bpmn:dataInputAssociation/>")), "u", "values.unsupported"),
    (
        line(Node("userTask", "u", extension="<spiffworkflow:preScript>x</spiffworkflow:preScript>")),
        "u",
        "script.refused",
    ),
    (line(Node("userTask", "u", extension="<spiffworkflow:other/>")), "u", "extension.ignored"),
    (
        line(Node("endEvent", "u", body="<bpmn:errorEventDefinition/>")),
        "u",
        "event.unsupported",
    ),
    (line(), "a", "nothing"),
    (main(start("s"), user("a"), end("e"), flows="s > a > e; a > nowhere"), "main_f3", "flow.dangling"),
    (main(start("s"), user("a"), end("e"), flows="s > a > e; a > a"), "main_f3", "flow.self"),
    (main(start("s"), user("a"), end("e"), flows="s > a > e; a > s"), "s", "flow.into_start"),
    (main(start("s"), user("a"), end("e"), flows="s > a > e > a"), "e", "flow.out_of_end"),
    (main(start("s"), user("a"), end("e"), flows="s > a"), "a", "flow.none_out"),
    (
        main(start("s"), user("a"), user("b"), end("e"), flows="s > a > e; a > b > e"),
        "a",
        "flow.several_out",
    ),
    (main(start("s"), start("t"), user("a"), end("e"), flows="s > a > e; t > a"), "main", "start.several"),
    (
        main(start("s"), user("a"), end("e"), flows="s > a; a > e ? points > 1"),
        "main_f2",
        "flow.condition_ignored",
    ),
    *[
        (
            main(
                start("s"),
                user("a"),
                choice("g"),
                user("b"),
                end("e"),
                flows=GATE.format(first=first, second=second),
            ),
            element,
            code,
        )
        for first, second, element, code in [
            ("", "*", "main_f3", "gateway.condition_missing"),
            ("? points > 1", "? points < 1", "g", "gateway.no_default"),
            ("? points > 1", "* ? points < 1", "main_f4", "gateway.default_condition"),
            ("? points >", "*", "main_f3", "expression.bad"),
            ("? pionts > 1", "*", "main_f3", "expression.unknown_name"),
        ]
    ],
    (
        main(
            start("s"),
            user("a"),
            Node("exclusiveGateway", "g", {"default": "elsewhere"}),
            end("e"),
            flows="s > a > g > e",
        ),
        "g",
        "gateway.default_dangling",
    ),
    (
        main(start("s"), user("a"), on_clock("t", "a"), end("e"), flows="s > a > e; t > e"),
        "t",
        "timer.no_clock",
    ),
    (
        main(
            start("s"),
            user("a", clock="C-SIGN"),
            on_clock("t", "a", text="P3D"),
            end("e"),
            flows="s > a > e; t > e",
        ),
        "t",
        "timer.not_clock",
    ),
    (
        main(
            start("s"),
            user("a", clock="C-SIGN"),
            on_clock("t", "a"),
            on_clock("u", "a", interrupts=False),
            end("e"),
            flows="s > a > e; t > e; u > e",
        ),
        "u",
        "timer.several",
    ),
    (
        main(start("s"), user("a"), on_message("m", "nobody", "withdraw"), end("e"),
             flows="s > a > e; m > e"),
        "m",
        "boundary.dangling",
    ),
    (
        main(start("s"), user("a"), effect("x", "notify"), on_message("m", "x", "withdraw"),
             end("e"), flows="s > a > x > e; m > e"),
        "m",
        "boundary.host",
    ),
    (
        main(start("s"), user("a"), on_message("m", "a", "hello"), end("e"),
             flows="s > a > e; m > e", messages=("hello",)),
        "m",
        "message.unknown",
    ),
    (main(start("s"), user("a"), user("b"), end("e"), flows="s > a > e; b > e"), "b", "reach.not_reached"),
    (
        main(start("s"), user("a"), choice("g"), user("b"), user("c"), end("e"),
             flows="s > a > g; g > e ? points > 1; g > b *; b > c > b"),
        "b",
        "reach.no_way_out",
    ),
    (
        main(start("s"), user("a"), choice("g"), effect("x", "notify"), end("e"),
             flows="s > a > g; g > x ? points > 1; g > e *; x > g"),
        "g",
        "loop.automatic",
    ),
    (
        main(start("s"), user("a"), choice("g"),
             sub("x", start("xs"), effect("xn", "notify"), end("xe"), flows="xs > xn > xe"),
             end("e"), flows="s > a > g; g > x ? points > 1; g > e *; x > g"),
        "g",
        "loop.automatic",
    ),
    (
        main(start("s"), user("a"), choice("g"), user("b"), parallel("j"), end("e"),
             flows="s > a > g; g > j ? points > 1; g > b *; b > j > e"),
        "j",
        "join.deadlock",
    ),
    (
        main(start("s"), choice("m"), parallel("p"), user("a"), user("b"), end("e"),
             flows="s > m > p > a > e; p > b > m"),
        "p",
        "join.split_feeds_itself",
    ),
    (line(*[user(f"u{n}") for n in range(300)]), "main", "size.elements"),
    (
        main(start("s"), parallel("p"), *[user(f"u{n}") for n in range(31)], end("e"),
             flows="s > p;" + ";".join(f"p > u{n} > e" for n in range(31))),
        "p",
        "size.fan",
    ),
    (line(decision("u", "grade"), **{"g.dmn": b"<a/>"}), "u", "decision.unknown"),
    (line(**{"g.dmn": table("grade", ("< 1", "2 +"))}), "o0", "dmn.output"),
    (line(**{"forms/f.json": b"{"}), "", "form.not_json"),
    (line(**{"forms/f.json": b'{"key": "g"}'}), "key", "form.key_not_file"),
    (line(**{"stray.json": b"{}"}), "", "file.unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "element", "code"), MISTAKES)
def test_every_known_mistake_is_found_at_its_element(
    files: Bundle, element: str, code: str
) -> None:
    if code == "nothing":
        assert codes(files) == set()
    else:
        assert (element, code) in codes(files)


def test_a_loop_over_a_process_that_waits_is_allowed() -> None:
    inner = process("inner", start("is"), user("talk"), end("ie"), flows="is > talk > ie")
    outer = process(
        "main",
        start("s"),
        choice("g"),
        call("c", "inner"),
        choice("h"),
        end("e"),
        flows="s > g > c > h; h > g ? points > 1; h > e *",
    )
    assert codes(bundle(outer, inner)) == set()


def test_errors_come_before_warnings_and_name_file_element_and_name() -> None:
    found = check_bundle(line(user("u", role="king", wish="x")).files, KNOWN)
    assert [one.level for one in found] == ["error", "warning"]
    assert (found[0].file, found[0].element, found[0].name) == ("model.bpmn", "u", "u")
    assert found[0].facts == {"role": "king"}


def test_every_finding_has_a_sentence_and_a_mend_in_both_languages() -> None:
    found = {one.code: one for files, _, _ in MISTAKES for one in check_bundle(files.files, KNOWN)}
    for code, one in found.items():
        assert code in sentences() or code.startswith(("dmn.", "feel.")), code
        for language in ("zh", "en"):
            words = reason_of(one, language) + mend_of(one, language)  # type: ignore[arg-type]
            assert words
            assert "?" not in words, (code, words)


GOOD = HANDLING.files["model.bpmn"]


@settings(max_examples=150, deadline=None)
@given(
    cut=st.integers(0, len(GOOD)),
    length=st.integers(0, 60),
    junk=st.sampled_from(
        [b"", b"<", b'"', b"\x00", b"\xff\xfe", b'id="s"', b"<bpmn:process/>", b"&#x1;", b"]]>"]
    ),
)
def test_no_bytes_make_the_checks_raise(cut: int, length: int, junk: bytes) -> None:
    broken = GOOD[:cut] + junk + GOOD[cut + length :]
    found = check_bundle({"a.bpmn": broken, "b.dmn": broken, "forms/c.json": broken}, KNOWN)
    assert found
    assert not [one for one in found if one.code == "check.failed"], found


@settings(max_examples=50, deadline=None)
@given(files=st.dictionaries(st.text(max_size=12), st.binary(max_size=80), max_size=3))
def test_any_files_at_all_give_findings(files: Mapping[str, bytes]) -> None:
    assert check_bundle(files)


def test_a_good_bundle_survives_the_trial() -> None:
    assert dry_run(HANDLING.files) == ()


def test_a_bundle_the_engine_cannot_read_fails_the_trial_with_its_reason() -> None:
    [found] = dry_run(line(Node("scriptTask", "u")).files)
    assert found.code == "dry.unreadable"
    assert found.facts["reason"]


def test_a_diagram_that_takes_too_long_is_killed() -> None:
    # a chain of parallel blocks doubles the engine's prediction with each block
    blocks, flows = [], "s"
    for n in range(22):
        blocks += [parallel(f"f{n}"), user(f"a{n}"), user(f"b{n}"), parallel(f"j{n}")]
        flows += f" > f{n} > a{n} > j{n}; f{n} > b{n} > j{n}"
    hostile = main(start("s"), *blocks, end("e"), flows=flows + " > e")
    assert ("main", "size.parallel") in codes(hostile)
    [found] = dry_run(hostile.files, seconds=2.0)
    assert found.code in ("dry.too_slow", "dry.died", "dry.failed")


def test_the_procedures_of_this_house_pass_every_check() -> None:
    files = {
        path: content
        for path, content in read_folder(WORKFLOWS).items()
        if not path.startswith("law/")
    }
    errors: list[Finding] = [one for one in check_bundle(files) if one.level == "error"]
    assert errors == []
    assert dry_run(files) == ()


def test_the_largest_set_is_bounded_as_a_whole() -> None:
    steps = [user(f"u{n}") for n in range(290)]
    flows = " > ".join(node.id for node in [start("s"), *steps, end("e")])
    full = process("main", start("s"), *steps, end("e"), flows=flows)
    found = check_bundle({f"d{n}.bpmn": bundle(full).files["model.bpmn"] for n in range(11)})
    assert [one.code for one in found] == ["bundle.elements"]
    rows = [(f"[{n * 10}..{n * 10 + 9}]", '"x"') for n in range(2000)]
    found = check_bundle({f"t{n}.dmn": table(f"t{n}", *rows) for n in range(6)})
    assert [one.code for one in found] == ["bundle.rules"]


@pytest.mark.parametrize(
    "path", ["../duty.bpmn", "/etc/x.bpmn", "a\x00b.bpmn", "C:\\x.bpmn", "\udcff.bpmn"]
)
def test_a_file_name_that_leads_elsewhere_is_refused(path: str) -> None:
    [*_, found] = [one for one in examine({path: b"<a/>"}) if one.code == "file.name"]
    assert reason_of(found)


def test_all_of_a_check_happens_in_a_child_that_is_killed_in_time() -> None:
    [found] = examine(HANDLING.files, seconds=0.01)
    assert found.code == "check.too_slow"
    assert examine(HANDLING.files) == ()
