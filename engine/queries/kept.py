"""What one page asks several times is read once.

Only on a session that shows a page and changes nothing meanwhile (``shows_one_page``): all of the
page is then of one moment. Everywhere else everything is read anew.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy.orm import Session

PAGE = "page"
Read = TypeVar("Read")


def shows_one_page(session: Session) -> None:
    """Keep what is read through *session*, a request's that only shows something."""
    session.info[PAGE] = {}


def kept(session: Session, key: Hashable, read: Callable[[], Read]) -> Read:
    """Return what *read* returns, for a page only once for each *key*; errors are not kept."""
    page: dict[Hashable, Any] | None = session.info.get(PAGE)
    if page is None:
        return read()
    if key not in page:
        page[key] = read()
    found: Read = page[key]
    return found
