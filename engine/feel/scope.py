"""What compiling a text learns about it, and what counts as a condition."""

from dataclasses import dataclass, field

from engine.feel.values import wrong_kind


@dataclass(slots=True)
class Scope:
    """What is learned about a text while it is compiled.

    Attributes:
        names: Variables it takes from the context.
        slots: The variables bound by the iterations around the current node.
        present: Whether it asks for today or now.
        asked: Whether it asks about `?`.
        size: Nodes compiled so far; what one round of a loop costs is the difference.
    """

    names: set[str] = field(default_factory=set)
    slots: dict[str, int] = field(default_factory=dict)
    present: bool = False
    asked: bool = False
    size: int = 0

    @property
    def constant(self) -> bool:
        """Whether the value is the same in every case and at every time."""
        return not (self.names or self.present or self.asked)


def truth(value: object, position: int) -> bool | None:
    """A condition's value: yes, no or null; anything else is an error."""
    if value is None or isinstance(value, bool):
        return value
    raise wrong_kind("boolean", value).at(position)
