"""What must hold of a draft before it may be published: its checks, and every proof there is.

A proof is a function that runs a whole set and returns findings; a module of use cases registers
its own (``@proof("trials")``). Proofs run only on a set whose checks found no error.
"""

from collections.abc import Callable, Iterable, Mapping

from engine.desk import Desk
from engine.rules.errors import ModelRefused
from engine.usecases.publishing import findings
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


def prove(desk: Desk, whole: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what is wrong with a whole set: the checks' findings, or else the proofs'."""
    found = findings(whole)  # has every module of use cases imported, and so every proof
    if any(each.level == ERROR for each in found):
        return found
    return found + tuple(each for name in sorted(PROOFS) for each in PROOFS[name](desk, whole))


def require_proven(desk: Desk, whole: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return the warnings about a set that may be published.

    Raises:
        ModelRefused: ``model.refused``; the fact ``findings`` holds all errors.

    """
    found = prove(desk, whole)
    errors = tuple(each for each in found if each.level == ERROR)
    if errors:
        raise ModelRefused("model.refused", findings=errors, count=len(errors))
    return found
