"""What a form is, which of its fields are shown, and what an answer to it may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from engine.feel import Expression, FeelError
from engine.rules.errors import Invalid, WorkflowFault
from engine.workflow.forms.fields import Field, Label
from engine.workflow.forms.values import Refused, read_value


@dataclass(frozen=True, slots=True)
class Next:
    """A sentence about what comes next, shown while ``when`` holds."""

    when: Expression
    text: Label


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person answered.

    ``values`` holds every shown field, None where left empty: text, int (money in 分), float,
    bool, ISO dates, lists of codes. ``routing`` are those that steer the process; a hidden one
    is None there, unless the process already carries a value of that name.
    """

    values: Mapping[str, object]
    routing: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Form:
    """A form, ready to be shown and to check answers. ``record`` names what it writes, if any."""

    key: str
    title: Label
    record: str | None
    fields: tuple[Field, ...]
    next: tuple[Next, ...]

    def validate(self, values: Mapping[str, object], routing: Mapping[str, object]) -> Answers:
        """Return the answers in *values*, read against this form.

        *values* come from a browser (texts, lists of texts) or from JSON. Fields that are not
        shown are ignored; a field the form does not declare is refused.

        Raises:
            Invalid: ``form.invalid``, with the code of what is wrong for each field.
            WorkflowFault: ``form.shown_when``, when a condition of the form itself fails.

        """
        wrong = {str(key)[:64]: "unknown" for key in values if key not in self._keys}
        found: dict[str, object] = {}
        for field in self._shown(found, routing):
            try:
                found[field.key] = read_value(field, values.get(field.key))
            except Refused as refused:
                wrong[field.key] = refused.code
        if wrong:
            raise Invalid("form.invalid", fields=wrong, form=self.key)
        return Answers(MappingProxyType(found), MappingProxyType(self._steering(found, routing)))

    def shown(
        self, values: Mapping[str, object], routing: Mapping[str, object]
    ) -> tuple[Field, ...]:
        """Return the fields to show while the form is being filled in; wrong values count as none.

        Raises:
            WorkflowFault: ``form.shown_when``.

        """
        return tuple(self._fill({}, values, routing))

    def upcoming(
        self, values: Mapping[str, object], routing: Mapping[str, object]
    ) -> tuple[Label, ...]:
        """Return the sentences about what comes next, as the form now stands.

        A sentence whose condition cannot be decided yet is left out.
        """
        found: dict[str, object] = {}
        for _ in self._fill(found, values, routing):
            pass
        context = self._context(found, routing)
        return tuple(line.text for line in self.next if _holds(line.when, context))

    @property
    def _keys(self) -> frozenset[str]:
        return frozenset(field.key for field in self.fields)

    def _fill(
        self, found: dict[str, object], values: Mapping[str, object], routing: Mapping[str, object]
    ) -> Iterator[Field]:
        for field in self._shown(found, routing):
            try:
                found[field.key] = read_value(field, values.get(field.key))
            except Refused:
                found[field.key] = None
            yield field

    def _shown(self, found: dict[str, object], routing: Mapping[str, object]) -> Iterator[Field]:
        """Yield the shown fields in order; *found* grows under way, conditions look back on it."""
        for field in self.fields:
            if field.shown_when is None:
                yield field
                continue
            try:
                if field.shown_when.holds(self._context(found, routing)):
                    yield field
            except FeelError as error:
                raise WorkflowFault(
                    "form.shown_when", form=self.key, field=field.key, reason=error.code
                ) from error

    def _context(
        self, found: Mapping[str, object], routing: Mapping[str, object]
    ) -> dict[str, object]:
        # this form's own fields hide routing values of the same name, and are null until answered
        return {**routing, **dict.fromkeys(self._keys), **found}

    def _steering(
        self, found: Mapping[str, object], routing: Mapping[str, object]
    ) -> dict[str, object]:
        return {
            field.key: found.get(field.key)
            for field in self.fields
            if field.routing and (field.key in found or field.key not in routing)
        }


def _holds(when: Expression, context: Mapping[str, object]) -> bool:
    try:
        return when.holds(context)
    except FeelError:
        return False
