"""Decision files: what is read, and what is refused with its place."""

from collections.abc import Callable

import pytest

from engine.feel import FeelError, read_dmn

Write = Callable[..., bytes]
IN, OUT, ROW = [("level", "string")], [("points", "number")], ['"a"', "1"]

MODELER = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
    xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    xmlns:biodi="http://bpmn.io/schema/dmn/biodi/2.0"
    xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    id="Definitions_1" name="DRD" namespace="http://camunda.org/schema/1.0/dmn"
    exporter="Camunda Modeler" exporterVersion="5.20.0"
    modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.20.0">
  <decision id="grade" name="风险等级">
    <informationRequirement id="req"><requiredInput href="#InputData_1" /></informationRequirement>
    <decisionTable id="DecisionTable_1" hitPolicy="FIRST">
      <input id="Input_1" label="得分" biodi:width="192">
        <inputExpression id="InputExpression_1" typeRef="integer"><text>points</text>
        </inputExpression>
        <inputValues id="values"><text>[0..100]</text></inputValues>
      </input>
      <output id="Output_1" label="等级" name="grade" typeRef="string" biodi:width="192">
        <outputValues id="allowed"><text>"major","simple"</text></outputValues>
      </output>
      <rule id="DecisionRule_1">
        <description>达到六十分即重大</description>
        <inputEntry id="UnaryTests_1"><!-- said twice --><text>&gt;= <![CDATA[60]]></text>
        </inputEntry>
        <outputEntry id="LiteralExpression_1"><text>"major"</text></outputEntry>
      </rule>
      <rule id="DecisionRule_2">
        <inputEntry id="UnaryTests_2"><text></text></inputEntry>
        <outputEntry id="LiteralExpression_2"><text>"simple"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
  <inputData id="InputData_1" name="points" />
  <dmndi:DMNDI><dmndi:DMNDiagram id="diagram"><dmndi:DMNShape dmnElementRef="grade">
    <dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>"""


def test_a_file_as_the_modeler_saves_it_is_read() -> None:
    table = read_dmn(MODELER.encode(), "grade.dmn")
    assert (table.key, table.name, table.hit_policy) == ("grade", "风险等级", "FIRST")
    assert table.inputs[0].label == "得分"
    decision = table.decide({"points": 60})
    assert decision["grade"] == "major"
    assert decision.rows[0].annotations == {"description": "达到六十分即重大"}
    assert table.decide({"points": 59.5})["grade"] == "simple"


def test_a_value_outside_the_declared_ones_is_an_error() -> None:
    with pytest.raises(FeelError) as caught:
        read_dmn(MODELER.encode(), "grade.dmn").decide({"points": 101})
    assert caught.value.code == "dmn.input"
    bad = MODELER.replace('<text>"simple"</text>', '<text>"simpel"</text>')
    with pytest.raises(FeelError) as caught:
        read_dmn(bad.encode(), "grade.dmn")
    assert (caught.value.code, caught.value.facts["row"]) == ("dmn.output", 2)


def test_a_file_in_another_encoding_is_read() -> None:
    text = MODELER.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read_dmn(text.encode("utf-16"), "grade.dmn").key == "grade"


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
    ],
)
def test_the_older_namespaces_are_read(dmn: Write, namespace: str) -> None:
    assert read_dmn(dmn(IN, OUT, [ROW], namespace=namespace), "t.dmn").key == "sample"


CELLS = [
    (['"a" ==', "1"], "dmn.cell", "c1_1", 4, "level"),
    (['"a", 5', "1"], "dmn.cell", "c1_1", 0, "level"),
    (["5", "1"], "dmn.cell", "c1_1", 0, "level"),
    (["“a”", "1"], "dmn.cell", "c1_1", 0, "level"),
    (['"a"', "1 +"], "dmn.output", "c1_2", 3, "points"),
    (['"a"', "one()"], "dmn.output", "c1_2", 0, "points"),
    (['"a"', '"x"'], "dmn.output", "c1_2", None, "points"),
    (['"a"', "1 / 0"], "dmn.output", "c1_2", 2, "points"),
]


@pytest.mark.parametrize(("row", "code", "element", "position", "column"), CELLS)
def test_a_bad_cell_is_named_by_file_row_column_and_character(
    dmn: Write, row: list[str], code: str, element: str, position: int | None, column: str
) -> None:
    with pytest.raises(FeelError) as caught:
        read_dmn(dmn(IN, OUT, [row]), "t.dmn")
    error = caught.value
    facts = error.facts
    assert (error.code, facts["element"], error.position) == (code, element, position)
    assert (facts["file"], facts["decision"], facts["row"]) == ("t.dmn", "sample", 1)
    assert (facts["column"], facts["cell"]) == (column, row[0 if code == "dmn.cell" else 1])
    assert error.mend


def _edited(old: str, new: str) -> bytes:
    assert old in MODELER
    return MODELER.replace(old, new).encode()


DECISION = MODELER[MODELER.index("<decision ") : MODELER.index("</decision>") + 11]
FILES = [
    (b"", "dmn.file", None),
    (b"\xff\xfe\x00", "dmn.file", None),
    (b"<definitions/>", "dmn.file", None),
    (_edited("20191111/MODEL", "20300101/MODEL"), "dmn.file", "Definitions_1"),
    (_edited("</definitions>", ""), "dmn.file", None),
    (_edited("<definitions ", "<!DOCTYPE definitions><definitions "), "dmn.doctype", None),
    (
        _edited("<definitions ", '<!DOCTYPE d [<!ENTITY a "b">]><definitions '),
        "dmn.doctype",
        None,
    ),
    (
        _edited(
            '<?xml version="1.0" encoding="UTF-8"?>\n',
            '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        ),
        "dmn.doctype",
        None,
    ),
    (MODELER.encode() + b" " * 2_000_000, "dmn.size", None),
    (_edited(DECISION, ""), "dmn.decision", "Definitions_1"),
    (_edited(DECISION, DECISION + '<decision id="second" />'), "dmn.decision", "second"),
    (_edited(' id="Output_1"', ' id="Input_1"'), "dmn.identifier", "Input_1"),
    (_edited('<decision id="grade"', "<decision"), "dmn.identifier", None),
    (_edited('"FIRST"', '"RULE ORDER"'), "dmn.hit_policy", "DecisionTable_1"),
    (_edited('"FIRST"', '"PRIORITY"'), "dmn.hit_policy", "DecisionTable_1"),
    (_edited('"FIRST"', '"FIRST" aggregation="SUM"'), "dmn.aggregation", "DecisionTable_1"),
    (_edited('"FIRST"', '"COLLECT" aggregation="SUM"'), "dmn.aggregation", "DecisionTable_1"),
    (_edited('"FIRST"', '"COLLECT" aggregation="AVG"'), "dmn.aggregation", "DecisionTable_1"),
    (_edited("<text>points</text>", "<text></text>"), "dmn.column", "Input_1"),
    (_edited("<text>points</text>", "<text>points ==</text>"), "dmn.input", "Input_1"),
    (_edited('typeRef="integer"', 'typeRef="tMoney"'), "dmn.column", "Input_1"),
    (_edited(' name="grade" typeRef', " typeRef"), "dmn.column", "Output_1"),
    (_edited("[0..100]", "[0.."), "dmn.column", "values"),
    (_edited("requiredInput", "requiredDecision"), "dmn.unsupported", "grade"),
    (
        _edited('<inputEntry id="UnaryTests_2">', '<inputEntry id="u" expressionLanguage="juel">'),
        "dmn.unsupported",
        "u",
    ),
    (
        _edited('<inputEntry id="UnaryTests_2"><text></text></inputEntry>', ""),
        "dmn.rule",
        "DecisionRule_2",
    ),
    (
        _edited(
            '<outputEntry id="LiteralExpression_2">',
            '<annotationEntry><text>x</text></annotationEntry><outputEntry id="l">',
        ),
        "dmn.rule",
        "DecisionRule_2",
    ),
]


@pytest.mark.parametrize(("xml", "code", "element"), FILES)
def test_a_file_we_cannot_keep_our_word_for_is_refused(
    xml: bytes, code: str, element: str | None
) -> None:
    with pytest.raises(FeelError) as caught:
        read_dmn(xml, "grade.dmn")
    assert (caught.value.code, caught.value.facts["element"]) == (code, element)
    assert caught.value.facts["file"] == "grade.dmn"
    assert caught.value.mend


def test_a_doctype_is_found_in_utf_16_too() -> None:
    text = MODELER.replace('encoding="UTF-8"', 'encoding="UTF-16"')
    text = text.replace("<definitions ", "<!DOCTYPE d><definitions ")
    with pytest.raises(FeelError) as caught:
        read_dmn(text.encode("utf-16"), "grade.dmn")
    assert caught.value.code == "dmn.doctype"


def test_too_many_rows_and_none_at_all_are_refused(dmn: Write) -> None:
    for rows in ([], [ROW] * 2_001):
        with pytest.raises(FeelError) as caught:
            read_dmn(dmn(IN, OUT, rows), "t.dmn")
        assert caught.value.code == "dmn.rule"


def test_two_outputs_of_one_name_are_refused(dmn: Write) -> None:
    with pytest.raises(FeelError) as caught:
        read_dmn(dmn(IN, OUT * 2, [[*ROW, "1"]]), "t.dmn")
    assert caught.value.code == "dmn.column"


def test_a_column_without_a_type_takes_the_kind_of_its_cells(dmn: Write) -> None:
    table = read_dmn(dmn([("level", "Any")], OUT, [['"a"', "1"]]), "t.dmn")
    assert table.inputs[0].kind == "string"
    with pytest.raises(FeelError) as caught:
        table.decide({"level": 5})
    assert caught.value.code == "dmn.input"
    with pytest.raises(FeelError) as caught:
        read_dmn(dmn([("level", "Any")], OUT, [['"a"', "1"], ["5", "1"]]), "t.dmn")
    assert (caught.value.code, caught.value.facts["row"]) == ("dmn.cell", 2)
