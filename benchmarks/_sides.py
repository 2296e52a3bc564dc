"""Who takes a step of a case, apart from the database: SpiffWorkflow, npm's bpmn-engine, we.

Each takes up a stored state, finishes the step that waits, and stores the state again.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.step_codec import ROUTING, Ours, Stock, model

Opened = tuple[str, str]  # task id and element of the step that waits
BPMN_ENGINE = "25.0.1"


@dataclass(slots=True)
class Parts:
    """Seconds of one step, and the bytes of its state."""

    read: float = 0.0
    load: float = 0.0
    advance: float = 0.0
    dump: float = 0.0
    write: float = 0.0
    commit: float = 0.0
    size: int = 0

    @property
    def total(self) -> float:
        """All of it."""
        return self.read + self.load + self.advance + self.dump + self.write + self.commit


class Side(Protocol):
    """One who takes steps; ``worked`` is the processor time, in seconds, not spent in here."""

    worked: float

    def begin(self) -> tuple[bytes, Opened]:
        """Start a case; return its state and the step that waits."""

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """Finish the step that waits; return the new state and the step that waits next."""


class Documented(Stock):
    """SpiffWorkflow's side of a step, by the serializer it documents."""

    worked = 0.0

    def begin(self) -> tuple[bytes, Opened]:
        """As for ``Side``."""
        workflow = BpmnWorkflow(self.spec, self.inner, script_engine=self.scripts)
        workflow.task_tree.data.update(ROUTING)
        workflow.do_engine_steps()
        return self.serializer.serialize_json(workflow).encode(), self._ready(workflow)

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """As for ``Side``."""
        began = perf_counter()
        workflow = self.serializer.deserialize_json(state.decode())
        workflow.script_engine = self.scripts
        loaded = perf_counter()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        ready.data.update(given)
        ready.run()
        workflow.do_engine_steps()
        following = None if workflow.completed else self._ready(workflow)
        advanced = perf_counter()
        state = self.serializer.serialize_json(workflow).encode()
        parts.load, parts.advance = loaded - began, advanced - loaded
        parts.dump, parts.size = perf_counter() - advanced, len(state)
        return state, following

    @staticmethod
    def _ready(workflow: BpmnWorkflow) -> Opened:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        return str(ready.id), ready.task_spec.name


class OwnCodec(Ours):
    """Our side of a step."""

    worked = 0.0

    def begin(self) -> tuple[bytes, Opened]:
        """As for ``Side``."""
        instance = self.runner.start(self.bundle, "main", ROUTING)
        task = instance.position().tasks[0]
        return instance.dump(), (task.task_id, task.element)

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """As for ``Side``."""
        began = perf_counter()
        instance = self.runner.resume(self.bundle, "main", state)
        loaded = perf_counter()
        instance.complete(opened[0], given)
        tasks = instance.position().tasks
        following = (tasks[0].task_id, tasks[0].element) if tasks else None
        advanced = perf_counter()
        state = instance.dump()
        parts.load, parts.advance = loaded - began, advanced - loaded
        parts.dump, parts.size = perf_counter() - advanced, len(state)
        return state, following


def _node_programs() -> tuple[str, dict[str, str]]:
    """Return where node's programs are looked for, and the environment that finds them."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return beside, {**os.environ, "PATH": beside}


def fetched_bpmn_engine(folder: Path) -> bool:
    """Fetch npm's bpmn-engine into *folder*, unless it is there; say whether it is."""
    if (folder / "node_modules" / "bpmn-engine").is_dir():
        return True
    path, environment = _node_programs()
    npm = shutil.which("npm", path=path)
    if npm is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603  # words of ours
        [npm, "install", "--no-audit", "--no-fund", "--silent", f"bpmn-engine@{BPMN_ENGINE}"],
        cwd=folder, env=environment, check=False, capture_output=True,
    )  # fmt: skip
    return not done.returncode


class BpmnEngine:
    """npm's bpmn-engine in a node beside us: the state goes there and comes back by a pipe."""

    def __init__(self, folder: Path) -> None:
        path, environment = _node_programs()
        drawn = folder / "model.bpmn"
        if not drawn.exists() or drawn.read_bytes() != model():
            drawn.write_bytes(model())
        self.worked = 0.0
        self._node = subprocess.Popen(  # noqa: S603  # words of ours
            [shutil.which("node", path=path) or "node",
             str(Path(__file__).with_name("engine_step.mjs")), str(drawn)],
            env={**environment, "ENGINE_HOME": str(folder)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def begin(self) -> tuple[bytes, Opened]:
        """As for ``Side``."""
        state, following = self._ask(b"{}", b"")
        assert following is not None
        return state, following

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """As for ``Side``; what it spends is told as one part, the pipe's share with it."""
        began = perf_counter()
        state, following = self._ask(json.dumps(given).encode(), state)
        parts.advance, parts.size = perf_counter() - began, len(state)
        return state, following

    def _ask(self, given: bytes, state: bytes) -> tuple[bytes, Opened | None]:
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(given + b"\n" + state + b"\n")
        self._node.stdin.flush()
        told = json.loads(self._node.stdout.readline())
        self.worked = told["worked"]
        waits = told["waits"] and (told["waits"][0], told["waits"][1])
        return self._node.stdout.readline().rstrip(b"\n"), waits
