"""A few words for drawing small BPMN models in tests.

``process("main", start("s"), user("a"), end("e"), flows="s > a > e")``. In ``flows`` a line
``g > a ? outcome = "agreed"`` has a condition, ``g > b *`` is the default flow.
"""

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from engine.workflow import Bundle

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' id="defs" targetNamespace="http://example.test">'
)


@dataclass(frozen=True)
class Node:
    tag: str
    id: str
    attributes: dict[str, str] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    extension: str = ""
    body: str = ""
    inner: tuple["Node", ...] = ()
    flows: str = ""


def start(id: str) -> Node:
    return Node("startEvent", id)


def end(id: str, terminate: bool = False) -> Node:
    return Node("endEvent", id, body="<bpmn:terminateEventDefinition/>" if terminate else "")


def user(id: str, **properties: str) -> Node:
    return Node("userTask", id, properties={"role": "mediator", "office": "body"} | properties)


def choice(id: str) -> Node:
    return Node("exclusiveGateway", id)


def parallel(id: str) -> Node:
    return Node("parallelGateway", id)


def sub(id: str, *inner: Node, flows: str, **properties: str) -> Node:
    return Node("subProcess", id, properties=properties, inner=inner, flows=flows)


def call(id: str, called: str, **properties: str) -> Node:
    return Node("callActivity", id, {"calledElement": called}, properties)


def receive(id: str, message: str, **properties: str) -> Node:
    return Node("receiveTask", id, {"messageRef": f"m_{message}"}, properties)


def catch(id: str, message: str) -> Node:
    body = f'<bpmn:messageEventDefinition messageRef="m_{message}"/>'
    return Node("intermediateCatchEvent", id, body=body)


def on_message(id: str, host: str, message: str, interrupts: bool = True) -> Node:
    attributes = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    body = f'<bpmn:messageEventDefinition messageRef="m_{message}"/>'
    return Node("boundaryEvent", id, attributes, body=body)


def on_clock(id: str, host: str, interrupts: bool = True, text: str = "clock") -> Node:
    attributes = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    timer = f"<bpmn:timeDate>{text}</bpmn:timeDate>"
    body = f"<bpmn:timerEventDefinition>{timer}</bpmn:timerEventDefinition>"
    return Node("boundaryEvent", id, attributes, body=body)


def effect(id: str, name: str, **parameters: str) -> Node:
    inner = "".join(
        f'<spiffworkflow:parameter id="{key}" type="any" value="{escape(value)}"/>'
        for key, value in parameters.items()
    )
    operator = (
        f'<spiffworkflow:serviceTaskOperator id="effect/{name}"><spiffworkflow:parameters>'
        f"{inner}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
    )
    return Node("serviceTask", id, extension=operator)


def decision(id: str, table: str) -> Node:
    called = f"<spiffworkflow:calledDecisionId>{table}</spiffworkflow:calledDecisionId>"
    return Node("businessRuleTask", id, extension=called)


def process(id: str, *nodes: Node, flows: str, lanes: str = "") -> str:
    body = _scope(id, nodes, flows)
    return f'<bpmn:process id="{id}" name="{id}" isExecutable="true">{lanes}{body}</bpmn:process>'


def diagram(*processes: str, messages: tuple[str, ...] = ()) -> bytes:
    declared = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages)
    return (HEAD + declared + "".join(processes) + "</bpmn:definitions>").encode()


def bundle(*processes: str, messages: tuple[str, ...] = (), **files: bytes) -> Bundle:
    return Bundle.of({"model.bpmn": diagram(*processes, messages=messages), **files}, 1)


def table(key: str, *rows: tuple[str, str], hit: str = "FIRST", extra: str = "") -> bytes:
    """One input (``points``) and one output (``grade``)."""
    lines = "".join(
        f'<rule id="r{n}"><inputEntry id="i{n}"><text>{escape(test)}</text></inputEntry>'
        f'<outputEntry id="o{n}"><text>{escape(out)}</text></outputEntry></rule>'
        for n, (test, out) in enumerate(rows)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions id="d" name="d" namespace="n"'
        ' xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">'
        f'<decision id="{key}" name="{key}"><decisionTable id="t_{key}" hitPolicy="{hit}"{extra}>'
        '<input id="in_1" label="points"><inputExpression id="ie_1" typeRef="number">'
        "<text>points</text></inputExpression></input>"
        '<output id="out_1" name="grade" typeRef="string"/>'
        f"{lines}</decisionTable></decision></definitions>"
    ).encode()


def _scope(id: str, nodes: tuple[Node, ...], flows: str) -> str:
    drawn, defaults = _flows(id, flows)
    return "".join(_node(node, defaults.get(node.id)) for node in nodes) + drawn


def _flows(scope: str, text: str) -> tuple[str, dict[str, str]]:
    drawn, defaults, number = "", {}, 0
    for line in filter(None, map(str.strip, text.replace(";", "\n").splitlines())):
        path, _, condition = line.partition("?")
        is_default = path.rstrip().endswith("*")
        stops = [stop.strip(" *") for stop in path.split(">")]
        for source, target in pairwise(stops):
            number += 1
            flow = f"{scope}_f{number}"
            if is_default:
                defaults[source] = flow
            inner = condition.strip() and (
                f"<bpmn:conditionExpression>{escape(condition.strip())}</bpmn:conditionExpression>"
            )
            ends = f'sourceRef="{source}" targetRef="{target}"'
            drawn += f'<bpmn:sequenceFlow id="{flow}" {ends}>{inner}</bpmn:sequenceFlow>'
    return drawn, defaults


def _node(node: Node, default: str | None) -> str:
    attributes = node.attributes | ({"default": default} if default else {})
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    listed = "".join(
        f'<spiffworkflow:property name="{key}" value="{escape(value)}"/>'
        for key, value in node.properties.items()
    )
    extension = node.extension + (
        f"<spiffworkflow:properties>{listed}</spiffworkflow:properties>" if listed else ""
    )
    outer = extension and f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>"
    inner = _scope(node.id, node.inner, node.flows) if node.inner else ""
    head = f'<bpmn:{node.tag} id="{node.id}" name="{node.id}"{written}>'
    return f"{head}{outer}{node.body}{inner}</bpmn:{node.tag}>"
