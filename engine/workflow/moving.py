"""Taking a running process over to another bundle: on a copy, compared, or refused.

What a person waits for keeps its id, so clocks, work items and their history stay as they are;
what has not been reached yet is predicted anew from the other diagram. SpiffWorkflow's own
migration restarts timers and can leave a state that cannot be loaded (engine notes, §10); this
one works on the stored rows and refuses before it writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from SpiffWorkflow.util.task import TaskState

from engine.rules.errors import WorkflowFault
from engine.workflow.joins import ParallelGateway
from engine.workflow.library import Program
from engine.workflow.moving_rows import MoveRefused, Rows, rename
from engine.workflow.position import ACTIVE, OpenClock, Position, position_of
from engine.workflow.state import contents, decode, encode, hang_again
from engine.workflow.tree import UNFINISHED, Tree

__all__ = ["MoveRefused", "Moved", "carry_over"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A process as it stands after a move, not stored yet.

    ``blob`` is its state under the new bundle; ``before`` and ``after`` are where it stands.
    ``new_clocks`` will be opened, ``kept_rules`` (anchors) run on under the rule they were opened
    with although the new diagram names another; ``deaf`` are messages nobody waits for any more.
    """

    blob: bytes
    before: Position
    after: Position
    new_clocks: tuple[OpenClock, ...]
    kept_rules: tuple[str, ...]
    deaf: tuple[str, ...]


def carry_over(
    old: Program, new: Program, process: str, blob: bytes, mapping: Mapping[str, str]
) -> Moved:
    """Return the process in *blob*, run by *old* until now, as *new* would run it on.

    *mapping* gives the new id of elements that are called otherwise now; all others keep theirs.

    Raises:
        MoveRefused: it cannot go on there; the code says why. Nothing has been changed.
        WorkflowFault: the state cannot be read even with its own bundle.
    """
    before = position_of(decode(old, process, blob))
    if process not in new.roots:
        raise MoveRefused("move.process_gone", process=process)
    tree = _rebuilt(old, new, process, blob, mapping)
    carried = encode(tree)
    try:
        after = position_of(decode(new, process, carried))
    except WorkflowFault as fault:
        raise MoveRefused("move.state_unreadable", reason=fault.code) from fault
    _compare(before, after, mapping)
    return _told(carried, before, after)


def _rebuilt(
    old: Program, new: Program, process: str, blob: bytes, mapping: Mapping[str, str]
) -> Tree:
    stored = contents(blob)
    inner = {key: rows for key, rows in stored["inner"]}
    specs = {process: (old.specs[process], new.specs[process])}
    top = Rows(old, new, mapping).carried(stored["tasks"], *specs[process])
    carried: list[tuple[str, list[list[object]]]] = []
    waiting = [(process, stored["tasks"])]
    places = {process: (old.specs[process], new.specs[process])}
    while waiting:
        name, rows = waiting.pop(0)
        old_spec, new_spec = places[name]
        for row in rows:
            if row[0] not in inner:
                continue
            key, element = row[0], row[2]
            called = old_spec.task_specs[element].spec
            calls = getattr(new_spec.task_specs.get(rename(element, mapping)), "spec", None)
            if calls is None or calls not in new.specs:
                raise MoveRefused("move.inner_gone", element=element)
            places[key] = (old.specs[called], new.specs[calls])
            carried.append((key, Rows(old, new, mapping).carried(inner[key], *places[key])))
            waiting.append((key, inner[key]))
    tree = hang_again(new, process, stored, top, carried)
    _check_joins(decode(old, process, blob), tree, mapping)
    _predict(tree)
    return tree


def _check_joins(old: Tree, new: Tree, mapping: Mapping[str, str]) -> None:
    """Refuse where branches have met already and other branches would be waited for now."""
    then = {task.id: task for tree in old.active() for task in tree.tasks.values()}
    for tree in new.active():
        for task in tree.tasks.values():
            if task._state != TaskState.WAITING or not isinstance(task.task_spec, ParallelGateway):
                continue
            wanted = {rename(name, mapping) for name in then[task.id].task_spec._inputs}
            if set(task.task_spec._inputs) != wanted:
                raise MoveRefused("move.join_changed", element=task.task_spec.name)


def _predict(tree: Tree) -> None:
    """Hang under everything that is open what the new diagram says may follow."""
    for each in list(tree.active()):
        for task in [one for one in each.tasks.values() if one._state & ACTIVE]:
            task.task_spec._predict(task, mask=UNFINISHED)


def _compare(before: Position, after: Position, mapping: Mapping[str, str]) -> None:
    """Insist that the same things are open, with the same values, under the same clocks."""
    then = {task.task_id: task for task in before.tasks}
    now = {task.task_id: task for task in after.tasks}
    if then.keys() != now.keys() or before.finished != after.finished:
        raise MoveRefused("move.steps_differ", before=len(then), after=len(now))
    for key, task in then.items():
        if now[key].element != rename(task.element, mapping):
            raise MoveRefused("move.steps_differ", element=task.element)
        if dict(task.routing) != dict(now[key].routing):
            raise MoveRefused("move.values_differ", element=task.element)
    clocks = {clock.anchor: clock for clock in after.clocks}
    for clock in before.clocks:
        there = clocks.get(clock.anchor)
        if there is None:
            raise MoveRefused("move.clock_gone", element=clock.element, rule=clock.rule)
        if clock.fires and not there.fires:
            raise MoveRefused("move.timer_gone", element=clock.element, rule=clock.rule)


def _told(blob: bytes, before: Position, after: Position) -> Moved:
    rules = {clock.anchor: clock.rule for clock in before.clocks}
    return Moved(
        blob=blob,
        before=before,
        after=after,
        new_clocks=tuple(clock for clock in after.clocks if clock.anchor not in rules),
        kept_rules=tuple(
            clock.anchor
            for clock in after.clocks
            if rules.get(clock.anchor, clock.rule) != clock.rule
        ),
        deaf=tuple(sorted(set(before.waits) - set(after.waits))),
    )
