"""New files for a draft that already pass as what they are: a diagram, a table, a form."""

import re
from string import Template

from engine.rules.errors import Invalid
from engine.rules.holdable import holdable
from engine.rules.model_paths import FORM_FOLDER, FileKind

_KEY = re.compile(r"[a-z][a-z0-9_]{1,40}")
_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
_DIAGRAM = Template("""\
<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" \
xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" \
xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" \
id="${key}_model" targetNamespace="urn:heshi:workflows">
  <bpmn:process id="${key}" name="${title}" isExecutable="true">
    <bpmn:startEvent id="${key}_begun" name="开始">
      <bpmn:outgoing>${key}_flow</bpmn:outgoing>
    </bpmn:startEvent>
    <bpmn:endEvent id="${key}_ended" name="结束">
      <bpmn:incoming>${key}_flow</bpmn:incoming>
    </bpmn:endEvent>
    <bpmn:sequenceFlow id="${key}_flow" sourceRef="${key}_begun" targetRef="${key}_ended" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="${key}_diagram">
    <bpmndi:BPMNPlane id="${key}_plane" bpmnElement="${key}">
      <bpmndi:BPMNShape id="${key}_begun_di" bpmnElement="${key}_begun">
        <dc:Bounds x="160" y="100" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="167" y="141" width="22" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNShape id="${key}_ended_di" bpmnElement="${key}_ended">
        <dc:Bounds x="420" y="100" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="427" y="141" width="22" height="14" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="${key}_flow_di" bpmnElement="${key}_flow">
        <di:waypoint x="196" y="118" />
        <di:waypoint x="420" y="118" />
      </bpmndi:BPMNEdge>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
""")
_TABLE = Template("""\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" \
xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" \
id="${key}_definitions" name="${title}" namespace="urn:heshi:workflows">
  <decision id="${key}" name="${title}">
    <decisionTable id="${key}_table" hitPolicy="FIRST">
      <input id="${key}_in_channel" label="渠道">
        <inputExpression id="${key}_ask_channel" typeRef="string">
          <text>channel</text>
        </inputExpression>
      </input>
      <output id="${key}_out" label="结果" name="${key}_result" typeRef="string" />
      <annotation name="note" />
      <rule id="${key}_all">
        <inputEntry id="${key}_all_in_channel">
          <text>-</text>
        </inputEntry>
        <outputEntry id="${key}_all_out">
          <text>"no"</text>
        </outputEntry>
        <annotationEntry>
          <text>其余情形</text>
        </annotationEntry>
      </rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="${key}_diagram">
      <dmndi:DMNShape id="${key}_shape" dmnElementRef="${key}">
        <dc:Bounds x="160" y="100" width="180" height="80" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
""")
_FORM = Template("""\
{
  "key": "${key}",
  "title": {"zh": "${title}", "en": "${title}"},
  "record": null,
  "fields": [
    {
      "key": "remark",
      "label": {"zh": "说明", "en": "Remark"},
      "type": "long_text",
      "required": false,
      "routing": false,
      "max_length": 2000
    }
  ],
  "next": [
    {"when": "true", "text": {"zh": "提交后进入下一步。", "en": "Goes on to the next step."}}
  ]
}
""")
_MADE = {FileKind.DIAGRAM: _DIAGRAM, FileKind.TABLE: _TABLE, FileKind.FORM: _FORM}


def blank_file(kind: str, key: str, title: str) -> tuple[str, bytes]:
    """Return path and content of a new file known by *key* and called *title*.

    Raises:
        Invalid: ``draft.form``: no such kind, no usable key, no title.

    """
    words = title.strip()
    wrong = {}
    if kind not in set(FileKind):
        wrong["kind"] = "unknown_option"
    if not _KEY.fullmatch(key):
        wrong["key"] = "key.letters" if key else "required"
    if not words or len(words) > 60 or not holdable(words):
        wrong["title"] = "too_long" if len(words) > 60 else "required"
    if wrong:
        raise Invalid("draft.form", fields=wrong)
    if kind == FileKind.FORM:
        plain = words.replace("\\", "／").replace('"', "”")
        return f"{FORM_FOLDER}{key}.json", _FORM.substitute(key=key, title=plain).encode()
    ending = ".bpmn" if kind == FileKind.DIAGRAM else ".dmn"
    name = key.replace("_", "-") if kind == FileKind.DIAGRAM else key
    content = _MADE[FileKind(kind)].substitute(key=key, title=words.translate(_MARKUP))
    return f"{name}{ending}", content.encode()
