"""A form as it was filled in, and the way back to it when the engine refuses.

Templates ask a ``Filled`` for what was typed (nothing typed is lost, passwords excepted) and for
what is wrong with each field; the fields themselves are the macros of templates/ui.html.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from engine.rules.errors import EngineError, Invalid
from webui.errors import invalid_of, status_of
from webui.refusals import why
from webui.translate import gettext, ngettext
from webui.wording import field_sentences

Page = Callable[..., str]
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form, and what is wrong with it.

    ``typed`` is what was sent; empty on the first showing. ``faults`` maps a field to a sentence.
    """

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False
    why: str = ""

    def value(self, key: str, otherwise: object = "") -> object:
        """Return what was typed into a field, else *otherwise*."""
        return self.typed.get(key, "") if self.refused else otherwise

    def many(self, key: str, otherwise: object = ()) -> list[str]:
        """Return all choices made in a field, else *otherwise* (one value or several)."""
        if self.refused:
            return self.typed.getlist(key)
        if isinstance(otherwise, str) or not isinstance(otherwise, Iterable):
            return [str(otherwise)]
        return [str(each) for each in otherwise]

    def fault(self, key: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return self.faults.get(key, "")

    def in_order(self, labels: Iterable[str]) -> list[tuple[str, str]]:
        """Return (field, sentence) of all faults, as the fields stand on the page."""
        place = {key: number for number, key in enumerate(labels)}
        return sorted(self.faults.items(), key=lambda fault: place.get(fault[0], len(place)))

    @property
    def headline(self) -> str:
        """The first line of the summary: how much is to be changed, and that nothing was sent."""
        if not self.faults:
            return gettext("没有提交")
        count = len(self.faults)
        return ngettext("还有 %(num)d 处要改，未提交", "还有 %(num)d 处要改，未提交", count)


EMPTY = Filled()


def refilled(error: EngineError, typed: MultiDict[str, str]) -> Filled:
    """Return the form of a refused request, as it was sent."""
    faults = field_sentences(error) if isinstance(error, Invalid) else {}
    return Filled(typed, faults, refused=True, why=why(error))


def back_to(page: Page, on: tuple[type[EngineError], ...] = (Invalid,)) -> Callable[[View], View]:
    """Show *page* again, filled in and with what is wrong, when the view's use case refuses.

    *page* is called with the view's own arguments and ``form=Filled``. Errors not in *on* go on
    to webui.errors.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(**arguments: object) -> ResponseReturnValue:
            try:
                return view(**arguments)
            except ValidationError as error:
                refusal: EngineError = invalid_of(error)
            except on as error:
                refusal = error
            form = refilled(refusal, request.form)
            return page(**arguments, form=form), status_of(refusal)

        return shown

    return decorate
