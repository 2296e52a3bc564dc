"""The procedure-runner: starts processes and takes stored ones up again."""

from collections.abc import Mapping

from engine.workflow.bundle import Bundle
from engine.workflow.instance import Instance
from engine.workflow.library import Library
from engine.workflow.moving import Moved, carry_over
from engine.workflow.state import decode
from engine.workflow.tree import Tree


class Runner:
    """Runs processes of any bundle; safe to share between threads, its instances are not."""

    def __init__(self, library: Library | None = None) -> None:
        self.library = library or Library()

    def start(self, bundle: Bundle, process_id: str, routing: Mapping[str, object]) -> Instance:
        """Start the process *process_id* with *routing* and run it until it is quiet.

        Raises:
            WorkflowFault: the bundle cannot be read, or the process is unknown or fails.
            Invalid: *routing* holds something else than plain values.

        """
        instance = Instance(Tree(self.library.program(bundle), process_id))
        instance.begin(routing)
        return instance

    def resume(self, bundle: Bundle, process_id: str, blob: bytes) -> Instance:
        """Take up the process stored in *blob*, quiet where it was stored.

        Raises:
            WorkflowFault: the blob is damaged, of another version, or of another process.

        """
        return Instance(decode(self.library.program(bundle), process_id, blob))

    def elements_of(self, bundle: Bundle) -> frozenset[str]:
        """Return the ids of all elements the diagrams of *bundle* draw, flows left out.

        Raises:
            WorkflowFault: the bundle cannot be read.

        """
        return frozenset(self.library.program(bundle).drawing.elements)

    def move(
        self, old: Bundle, new: Bundle, process_id: str, blob: bytes, mapping: Mapping[str, str]
    ) -> Moved:
        """Return the process in *blob* as *new* would run it on; nothing is changed.

        Raises:
            MoveRefused: it cannot go on there, the code says why.
            WorkflowFault: the state cannot be read even with its own bundle.

        """
        programs = self.library.program(old), self.library.program(new)
        return carry_over(*programs, process_id, blob, mapping)
