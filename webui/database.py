"""Flask-SQLAlchemy on the desk's own pool: the session a request reads with.

Only this module of the counter touches SQLAlchemy. ``db.session()`` is handed to ``engine.queries``
and refuses to write; whoever wants to change something calls a use case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Flask, Response, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.pagination import Pagination
from flask_sqlalchemy.session import Session as RequestSession
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from engine.desk import Desk
from engine.rules.errors import EngineError
from engine.storage.database import translated
from engine.storage.models import Base
from webui.errors import answer, answer_fault

Line = TypeVar("Line")


class ReadOnlySession(RequestSession):
    """The session of one request. It reads; a change through it is a mistake of ours."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse: writes go through ``desk.work``.

        Raises:
            RuntimeError: always.

        """
        raise RuntimeError("the request's session was asked to write; use a use case")


class Database(SQLAlchemy):
    """Flask-SQLAlchemy that borrows a pool instead of making one."""

    def __init__(self) -> None:
        # Never ``model_class``: it refuses a DeclarativeBase that already has its metadata.
        super().__init__(
            metadata=Base.metadata,
            session_options={"class_": ReadOnlySession, "autoflush": False},
            add_models_to_shell=False,
        )

    def init_app(self, app: Flask) -> None:
        """Bind to *app*, whose desk must already lie in ``app.extensions["desk"]``."""
        desk: Desk = app.extensions["desk"]
        app.config["SQLALCHEMY_DATABASE_URI"] = desk.database.url
        super().init_app(app)
        app.register_error_handler(SQLAlchemyError, _refused)

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Flask) -> Engine:
        """Return the desk's reading engine: one pool per process (architecture §2.18)."""
        desk: Desk = app.extensions["desk"]
        return desk.database.read_engine


db = Database()


def _refused(error: SQLAlchemyError) -> Response:
    """Answer what the database refused to a reader: a busy one is no fault of ours."""
    try:
        with translated():
            raise error
    except EngineError as known:
        return answer(known)
    except SQLAlchemyError as unknown:
        return answer_fault(unknown)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Line]):
    """One page of a keyset list, as ``engine.queries`` may return it.

    ``next_key`` opens the following page, None on the last one; ``total`` is the whole count,
    None where counting would cost too much.
    """

    items: Sequence[Line]
    next_key: str | None
    total: int | None = None


class KeyPagination(Pagination):
    """A page of a list that goes on after a key, so that no database ever counts an OFFSET.

    There is a first page and a next one; going back is the browser's own business.
    """

    def __init__(self, page: Slice[Any], after: str | None) -> None:
        self._slice = page
        self.after = after
        super().__init__(page=1, per_page=max(len(page.items), 1), max_per_page=None)

    def _query_items(self) -> list[Any]:
        return list(self._slice.items)

    def _query_count(self) -> int:
        return self._slice.total if self._slice.total is not None else len(self._slice.items)

    @property
    def has_next(self) -> bool:
        """Whether another page follows."""
        return self._slice.next_key is not None

    @property
    def has_prev(self) -> bool:
        """Whether this is not the first page."""
        return bool(self.after)

    def next_url(self, endpoint: str, **filters: object) -> str:
        """Return the address of the following page of *endpoint* under the same filters."""
        return url_for(endpoint, after=self._slice.next_key, **filters)  # type: ignore[arg-type]
