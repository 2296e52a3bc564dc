"""One running process in hand: do one thing to it, see where it stands, store it.

An instance is used for one act and thrown away. After an error it is spent: what is stored is
what was stored before.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import EngineError, Stale, WorkflowFault
from engine.workflow.awaiting import bring_about
from engine.workflow.decisions import Answered
from engine.workflow.guard import Guard
from engine.workflow.position import ACTIVE, Position, awaiting, clock_timer, is_open, position_of
from engine.workflow.routing import Value, freeze, thaw
from engine.workflow.state import encode
from engine.workflow.tree import SubTree, Tree, key_of
from engine.workflow.walking import Walked, steps


@dataclass(frozen=True, slots=True)
class Effect:
    """Something a diagram asks the office to do: a use case carries it out.

    ``routing`` are the values at that point of the process.
    """

    element: str
    name: str
    parameters: Mapping[str, object]
    routing: Mapping[str, object]


class Instance:
    """A running process, quiet between calls."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._walked: list[Walked] = []
        self._spent = False
        self._standing: Position | None = None  # both hold until the next act
        self._stored: bytes | None = None

    @property
    def walked(self) -> tuple[Walked, ...]:
        """Elements completed and flows taken since the process was started or resumed."""
        return tuple(self._walked)

    def begin(self, routing: Mapping[str, object]) -> None:
        """Give a new process its first values and run it until it is quiet."""
        values = freeze(routing)
        with self._at_work():
            self._tree.task_tree.data = values
            self._advance(Guard())

    def complete(self, task_id: str, routing: Mapping[str, object]) -> None:
        """Finish the open task *task_id* with *routing* added to its values, and run on.

        Raises:
            Stale: the task is not open (any more).
            Invalid: *routing* holds something else than plain values.
            WorkflowFault: the process cannot go on; throw this instance away.

        """
        values = freeze(routing)
        task = self._find(task_id, is_open)
        with self._at_work():
            task.data = task.data | values
            guard = Guard()
            self._run(task, guard)
            self._advance(guard)

    def fire(self, anchor: str, routing: Mapping[str, object]) -> None:
        """Fire the boundary timer beside the activity whose task id is *anchor*, and run on.

        Raises:
            Stale: the activity is over, or no timer waits beside it (any more).
            Invalid, WorkflowFault: as for ``complete``.

        """
        values = freeze(routing)
        timer = clock_timer(self._find(anchor, lambda task: bool(task._state & ACTIVE)))
        if timer is None:
            raise Stale("process.no_timer", anchor=anchor)
        with self._at_work():
            self._wake(timer, values)
            self._advance(Guard())

    def send(self, message: str, routing: Mapping[str, object]) -> bool:
        """Hand *message* to whatever waits for it, and run on; say whether anything did.

        Raises:
            Invalid, WorkflowFault: as for ``complete``.

        """
        values = freeze(routing)
        tasks = awaiting(self._tree, message)
        if not tasks:
            return False
        with self._at_work():
            for task in tasks:
                # a boundary event that woke first may have ended what the next one belongs to
                if task._state == TaskState.WAITING and not task.workflow.completed:
                    self._wake(task, values)
                    self._advance(Guard())
        return True

    def correct(self, routing: Mapping[str, object]) -> bool:
        """Put values right that the process has been given; nothing runs. Say if any changed.

        A value the process never had is not added.
        """
        values = freeze(routing)
        changed = False
        with self._at_work():
            for tree in self._tree.active():
                for task in tree.tasks.values():
                    wrong = {
                        k: v for k, v in values.items() if k in task.data and task.data[k] != v
                    }
                    if wrong:
                        task.data = task.data | wrong
                        changed = True
        return changed

    def position(self) -> Position:
        """Return where the process stands."""
        if self._standing is None:
            self._standing = position_of(self._tree)
        return self._standing

    def routing_at(self, task_id: str) -> Mapping[str, object]:
        """Return the values at an open step; what the process holds if it is not open."""
        for tree in self._tree.active():
            for task in tree.tasks.values():
                if is_open(task) and key_of(task) == task_id:
                    return thaw(task.data)
        return self.position().routing

    def take_effects(self) -> tuple[Effect, ...]:
        """Return the effects asked for and not yet taken, in order; taking them is once only."""
        asked, self._tree.asked = self._tree.asked, []
        return tuple(
            Effect(element, name, thaw(parameters), thaw(values))
            for element, name, parameters, values in asked
        )

    def take_answers(self) -> tuple[Answered, ...]:
        """Return what tables have said and has not been taken, in order; none of it is stored."""
        said, self._tree.answered = self._tree.answered, []
        return tuple(said)

    def dump(self) -> bytes:
        """Return the process as bytes for ``Runner.resume``.

        Raises:
            WorkflowFault: ``instance.spent`` after an error, or ``instance.effects`` while
                effects have not been taken: they are not stored.

        """
        if self._spent:
            raise WorkflowFault("instance.spent")
        if self._tree.asked:
            raise WorkflowFault("instance.effects")
        if self._stored is None:
            self._stored = encode(self._tree)
        return self._stored

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        if self._spent:
            raise WorkflowFault("instance.spent")
        self._spent = True  # until proven otherwise
        self._standing = self._stored = None
        try:
            yield
        except EngineError:
            raise
        except Exception as error:  # SpiffWorkflow raises whatever it stumbles over
            raise WorkflowFault(
                "process.failed", process=self._tree.spec.name, reason=str(error)[:500]
            ) from error
        self._spent = False

    def _find(self, task_id: str, wanted: Callable[[Task], bool]) -> Task:
        for tree in self._tree.active():
            for task in tree.tasks.values():
                if task._state & ACTIVE and key_of(task) == task_id and wanted(task):
                    return task
        raise Stale("process.not_open", task_id=task_id)

    def _wake(self, task: Task, values: dict[str, Value]) -> None:
        bring_about(task)  # first: waking inherits the parent's values over the task's own
        task.data = task.data | values

    def _advance(self, guard: Guard) -> None:
        """Run every automatic task until only people, clocks and messages are waited for."""
        while self._round(guard):
            pass

    def _round(self, guard: Guard) -> bool:
        ran = False
        inner = [tree for tree in self._tree.active() if isinstance(tree, SubTree)]
        for subtree in sorted(inner, key=lambda tree: tree.depth, reverse=True):
            while self._sweep(subtree, guard):
                ran = True
            if subtree.completed:
                holder = self._tree.get_task_from_id(subtree.parent_task_id)
                if holder._state & ACTIVE:
                    holder.task_spec._update(holder)
        return self._sweep(self._tree, guard) or ran

    def _sweep(self, tree: Tree | SubTree, guard: Guard) -> bool:
        ready = [
            task
            for task in tree.tasks.values()
            if task._state == TaskState.READY and not task.task_spec.manual
        ]
        ran = False
        for task in ready:
            # an earlier one may have cancelled it: a terminate end event, an interruption
            if task._state == TaskState.READY and not tree.completed:
                self._run(task, guard)
                ran = True
        return ran

    def _run(self, task: Task, guard: Guard) -> None:
        guard.step(task.task_spec.name, self._tree.size(), task.workflow.depth)
        task.run()
        self._walked.extend(steps(task, self._tree.program.drawing))
