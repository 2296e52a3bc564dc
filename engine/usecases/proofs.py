"""What must hold of a whole set besides its checks, wherever it is published from.

A proof runs a set and returns findings; a module of use cases registers its own
(``@proof("trials")``). Every module of use cases is imported before the first question
(``publishing.known``), and so every proof is here. Proofs run only on what passed the checks.
"""

from collections.abc import Callable, Iterable, Mapping

from engine.desk import Desk
from engine.rules.errors import ModelRefused
from engine.workflow import Finding
from engine.workflow.checks import ERROR

Proof = Callable[[Desk, Mapping[str, bytes]], Iterable[Finding]]
PROOFS: dict[str, Proof] = {}


def proof(name: str) -> Callable[[Proof], Proof]:
    """Register a proof under *name*; it gets the whole set by path, law tables included."""

    def register(function: Proof) -> Proof:
        PROOFS[name] = function
        return function

    return register


def proven(desk: Desk, whole: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what the proofs find wrong with a set that passed its checks."""
    return tuple(each for name in sorted(PROOFS) for each in PROOFS[name](desk, whole))


def refuse_errors(found: Iterable[Finding]) -> None:
    """Return if there is no error among *found*.

    Raises:
        ModelRefused: ``model.refused``; the fact ``findings`` holds all errors.

    """
    errors = tuple(each for each in found if each.level == ERROR)
    if errors:
        raise ModelRefused("model.refused", findings=errors, count=len(errors))
