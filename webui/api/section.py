"""One part of the API: its views say what they take, give and refuse, and nothing else.

``reads`` and ``acts`` hang a view, check the shape of what comes in, write out what it returns and
describe both in the specification, so that the three cannot differ.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from apiflask import APIBlueprint, EmptySchema, Schema
from flask.typing import ResponseReturnValue
from marshmallow import RAISE

from webui.api.guard import guard
from webui.api.schemas.problems import ProblemSchema

View = Callable[..., object]
Route = Callable[..., ResponseReturnValue]
ROOT = "/api/v1"
BEARER = "bearer"
MEANINGS = {
    400: "The body is no JSON, or JSON nested too deeply.",
    401: "No bearer token, or one that does not work any more.",
    403: "This person may see it but not do this.",
    404: "No such thing, or none this person may know of.",
    409: "Somebody else was quicker, or this cannot be done at this stage.",
    413: "The body is larger than one megabyte.",
    415: "The body is not `application/json`.",
    422: "Something sent in cannot be accepted; `fields` says what is wrong where.",
    500: "A fault of ours; `number` is in the log.",
    503: "The database is busy; try again after `Retry-After` seconds.",
}
ALWAYS = (401, 403, 404, 500, 503)
WITH_QUERY = (422,)
WITH_BODY = (400, 409, 413, 415, 422)


class Section(APIBlueprint):
    """A blueprint under ``/api/v1``; *tag* is its heading in the specification."""

    def __init__(self, name: str, tag: str) -> None:
        super().__init__(name, __name__, url_prefix=ROOT, tag=tag)
        self.before_request(guard)

    def reads(
        self, path: str, gives: type[Schema], *, asks: type[Schema] | None = None
    ) -> Callable[[View], View]:
        """Hang a GET view; what *asks* describes arrives as the argument ``asked``."""

        def hang(view: View) -> View:
            told = self._told(view, (gives, 200), (*ALWAYS, *WITH_QUERY) if asks else ALWAYS)
            if asks is not None:
                told = self.input(asks, "query", arg_name="asked", unknown=RAISE)(told)
            self.get(path)(told)
            return view

        return hang

    def acts(
        self,
        path: str,
        gives: type[Schema],
        status: int = 200,
        *,
        takes: type[Schema] | None = None,
    ) -> Callable[[View], View]:
        """Hang a POST view; what *takes* describes arrives as the argument ``given``."""

        def hang(view: View) -> View:
            told = self._told(view, (gives, status), (*ALWAYS, *WITH_BODY))
            if takes is not None:
                told = self.input(takes, "json", arg_name="given")(told)
            self.post(path)(told)
            return view

        return hang

    def opens(
        self, path: str, gives: type[Schema], *, takes: type[Schema]
    ) -> Callable[[View], View]:
        """Hang the POST view that needs no token, because it is where tokens come from."""

        def hang(view: View) -> View:
            told = self.output(gives, 201)(view)
            refuses = (*WITH_BODY, 403, 500, 503)
            told = self.doc(responses=problems(refuses), operation_id=view.__name__)(told)
            self.post(path)(self.input(takes, "json", arg_name="given")(cast(Route, told)))
            return view

        return hang

    def ends(self, path: str) -> Callable[[View], View]:
        """Hang a DELETE view, which answers nothing."""

        def hang(view: View) -> View:
            self.delete(path)(self._told(view, (EmptySchema, 204), ALWAYS))
            return view

        return hang

    def _told(self, view: View, gives: tuple[type[Schema], int], refuses: Iterable[int]) -> Route:
        """Return *view* writing out its result, with everything it may answer on record."""
        shown = self.output(*gives)(view)
        name = view.__name__
        told = self.doc(responses=problems(refuses), security=BEARER, operation_id=name)(shown)
        return cast(Route, told)


def problems(statuses: Iterable[int]) -> dict[int, Any]:
    """Return the refusals of an operation as the specification describes them."""
    content = {"application/problem+json": {"schema": ProblemSchema}}
    return {each: {"description": MEANINGS[each], "content": content} for each in sorted(statuses)}
