"""From BPMN files to SpiffWorkflow's specs, with our own classes in its tables.

Only the elements of ``KINDS`` are read; anything else is an error here, and a finding with a
clear text in ``checks``.
"""

from typing import Any, ClassVar

from lxml import etree
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    IntermediateCatchEventParser,
    ReceiveTaskParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import (
    CallActivityParser,
    ConditionalGatewayParser,
    GatewayParser,
    SubWorkflowParser,
)
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    ExclusiveGateway,
    IntermediateCatchEvent,
    ReceiveTask,
    StartEvent,
    UserTask,
)
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

from engine.rules.errors import WorkflowFault
from engine.workflow.awaiting import LedgerClock, Message
from engine.workflow.joins import ParallelGateway
from engine.workflow.markup import BPMN, SPIFF
from engine.workflow.specs import CallActivity, DecisionTask, EffectTask, ProcessSpec, SubProcess

EFFECT_PREFIX = "effect/"


class _Process(ProcessParser):  # type: ignore[misc]
    def create_spec(self) -> ProcessSpec:
        return ProcessSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)


class _Awaiting:
    """Reads a message or a clock where SpiffWorkflow would read its own event definition."""

    def parse_message_event(self, event: etree._Element) -> Message:
        # looked up in its own file: the parser's table mixes the ids of all files
        root, wanted = event.getroottree().getroot(), event.get("messageRef")
        messages = root.iterfind(f"{BPMN}message")
        return Message(next((m.get("name") for m in messages if m.get("id") == wanted), None))

    def parse_timer_event(self, event: etree._Element) -> LedgerClock:
        return LedgerClock(event.getparent().get("id"))  # type: ignore[union-attr]


class _BoundaryParser(_Awaiting, BoundaryEventParser):  # type: ignore[misc]
    pass


class _CatchParser(_Awaiting, IntermediateCatchEventParser):  # type: ignore[misc]
    pass


class _ReceiveParser(_Awaiting, ReceiveTaskParser):  # type: ignore[misc]
    pass


class _EffectParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> EffectTask:
        operator = self.node.find(f"{BPMN}extensionElements/{SPIFF}serviceTaskOperator")
        name = "" if operator is None else operator.get("id", "")
        if not name.startswith(EFFECT_PREFIX):
            raise WorkflowFault("effect.missing", element=self.bpmn_id)
        parameters = {
            found.get("id"): found.get("value") for found in operator.iter(f"{SPIFF}parameter")
        }
        return EffectTask(
            self.spec,
            self.bpmn_id,
            effect=name.removeprefix(EFFECT_PREFIX),
            parameters=parameters,
            **self.bpmn_attributes,
        )


class _DecisionParser(TaskParser):  # type: ignore[misc]
    def create_task(self) -> DecisionTask:
        path = f"{BPMN}extensionElements/{SPIFF}calledDecisionId"
        decision = (self.node.findtext(path) or "").strip()
        return DecisionTask(self.spec, self.bpmn_id, decision=decision, **self.bpmn_attributes)


KINDS: dict[str, tuple[type[Any], type[Any]]] = {
    "startEvent": (StartEventParser, StartEvent),
    "endEvent": (EndEventParser, EndEvent),
    "userTask": (TaskParser, UserTask),
    "serviceTask": (_EffectParser, EffectTask),
    "businessRuleTask": (_DecisionParser, DecisionTask),
    "receiveTask": (_ReceiveParser, ReceiveTask),
    "intermediateCatchEvent": (_CatchParser, IntermediateCatchEvent),
    "boundaryEvent": (_BoundaryParser, BoundaryEvent),
    "exclusiveGateway": (ConditionalGatewayParser, ExclusiveGateway),
    "parallelGateway": (GatewayParser, ParallelGateway),
    "subProcess": (SubWorkflowParser, SubProcess),
    "callActivity": (CallActivityParser, CallActivity),
}


class DiagramParser(SpiffBpmnParser):  # type: ignore[misc]
    """SpiffWorkflow's parser for the elements we allow.

    Never call its ``add_bpmn_file`` or ``add_bpmn_str``: they read XML with a parser of their own.
    """

    PROCESS_PARSER_CLASS = _Process
    PARSER_CLASSES: ClassVar[dict[str, Any]] = {BPMN + tag: pair for tag, pair in KINDS.items()}
    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {}

    def _find_dependencies(self, process: etree._Element) -> None:
        """Skip: who calls whom is read from the specs themselves."""

    def _add_diagram_indexes(self, bpmn: etree._Element) -> None:
        """Index the lanes, not the positions.

        SpiffWorkflow tries a gateway's conditions from the topmost shape to the lowest, so that
        moving a shape would change the law. Without positions the file's order decides.
        """
        self.document_lanes[id(bpmn)] = {
            found.text: lane.get("name")
            for lane in bpmn.iter(f"{BPMN}lane")
            for found in lane.iterfind(f"{BPMN}flowNodeRef")
        }
        self.document_positions[id(bpmn)] = {}
