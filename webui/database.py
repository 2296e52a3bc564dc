"""Flask-SQLAlchemy on the desk's own pool: the session a request reads with.

Only this module of the counter touches SQLAlchemy. ``db.session()`` is handed to ``engine.queries``
and refuses to write; whoever wants to change something calls a use case.
"""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, has_request_context, request, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.pagination import Pagination
from flask_sqlalchemy.session import Session as RequestSession
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from engine.desk import Desk
from engine.queries.kept import shows_one_page
from engine.queries.paging import Page
from engine.rules.errors import EngineError
from engine.storage.models import Base
from engine.storage.refusals import translated
from webui.errors import answer, answer_fault

SHOWS = frozenset({"GET", "HEAD"})


class ReadOnlySession(RequestSession):
    """The session of one request. It reads; a change through it is a mistake of ours.

    A request that only shows something reads nothing twice.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if has_request_context() and request.method in SHOWS:
            shows_one_page(self)

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


class KeyPagination(Pagination):
    """A page of a list that goes on from a key, so that no database ever counts an OFFSET.

    Wraps what ``engine.queries`` returns; ``total`` is the whole count, None where counting
    would cost too much. There are no page numbers: only first, previous and next.
    """

    def __init__(self, page: Page[Any], total: int | None = None) -> None:
        self._page = page
        super().__init__(
            page=1, per_page=max(len(page.rows), 1), max_per_page=None, count=total is not None
        )
        self.total = total

    def _query_items(self) -> list[Any]:
        return list(self._page.rows)

    def _query_count(self) -> int:
        return len(self._page.rows)

    @property
    def has_next(self) -> bool:
        """Whether another page follows."""
        return self._page.next_cursor is not None

    @property
    def has_prev(self) -> bool:
        """Whether this is not the first page."""
        return self._page.previous_cursor is not None

    def next_url(self, endpoint: str, **filters: Any) -> str:
        """Return the address of the following page of *endpoint* under the same filters."""
        return url_for(endpoint, **{**filters, "cursor": self._page.next_cursor})

    def prev_url(self, endpoint: str, **filters: Any) -> str:
        """Return the address of the page before."""
        return url_for(endpoint, **{**filters, "cursor": self._page.previous_cursor})
