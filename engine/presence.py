"""Who serves a database: one embedded server, or a cluster's programs; never both.

One lease, ``ticks``, says who lets the ticks run: an embedded server by its own name, all the
programs of a cluster by the name ``cluster``. Each program of a cluster has a lease of its own
besides, so that the last one to leave gives the place back, and so that they can be counted.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from engine.desk import Desk
from engine.resources import release
from engine.rules.errors import Conflict, EngineError, Locked
from engine.storage.database import Database
from engine.storage.migrations import require_current
from engine.storage.models import NoticeRow
from engine.storage.patience import patiently
from engine.storage.work import Work, notice

log = logging.getLogger(__name__)

LEASE = "ticks"
LEASE_LENGTH = timedelta(seconds=90)
RENEW_SECONDS = 30
AGAIN_SECONDS = 3  # between two looks whether a place that was lost is there again
CLUSTER = "cluster"  # holder of the ticks when several programs share them
RELEASE = "release"  # the notice {"version": …} of the release this database was migrated by

Lost = Callable[[EngineError], None]
Back = Callable[[], None]


class Part(StrEnum):
    """What a program of a cluster does."""

    WEB = "web"
    WORKER = "worker"


def holder_name() -> str:
    """Return who we are in the lease row: machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def take_alone(work: Work, holder: str) -> None:
    """Take or renew the ticks for one embedded server.

    Raises:
        Conflict: ``server.second`` or ``server.cluster``: somebody else serves this database.

    """
    if not work.take_lease(LEASE, holder, LEASE_LENGTH):
        in_cluster = work.lease_holder(LEASE) == CLUSTER
        raise Conflict("server.cluster" if in_cluster else "server.second")


def note_release(database: Database) -> None:
    """Note that this release has made the database its own: ``heshi migrate`` does."""
    with database.write() as session:
        session.merge(NoticeRow(name=RELEASE, value={"version": release()}))


def require_release(desk: Desk, part: Part) -> None:
    """Return if this program is of the release the database is served by.

    Pages need the same tables only: while machines are upgraded one by one, the old ones go on
    showing them. A database no release has noted itself in is anybody's who has its tables.

    Raises:
        Conflict: ``schema.old``, ``schema.newer`` or ``server.release``.

    """
    require_current(desk.database)
    if part is Part.WEB:
        return
    with desk.read() as session:
        noted = notice(session, RELEASE)
    if noted is not None and noted["version"] != release():
        raise Conflict("server.release", found=noted["version"], ours=release())


def require_room(desk: Desk, part: Part) -> None:
    """Return if a cluster's program may serve this database at all.

    Raises:
        Conflict: ``cluster.sqlite``, ``cluster.demo``, ``server.embedded`` (one server has the
            database for itself), ``server.release``, ``schema.old``, ``schema.newer``.

    """
    if desk.database.is_sqlite:
        raise Conflict("cluster.sqlite")
    if desk.is_demo():
        raise Conflict("cluster.demo")
    require_release(desk, part)
    with desk.work(None) as work:
        _take_shared(work)


def _take_shared(work: Work) -> None:
    if not work.take_lease(LEASE, CLUSTER, LEASE_LENGTH):
        raise Conflict("server.embedded", holder=work.lease_holder(LEASE))


class Presence:
    """The place of one program of a cluster, kept by a thread of its own while it runs.

    *lost* is called, from that thread, when the place is lost or another release has taken
    over; what to do then differs between those who tick and those who show pages. From then on
    it is looked for every ``AGAIN_SECONDS``; ``back`` is called once it is there again.
    """

    def __init__(self, desk: Desk, part: Part, lost: Lost, renew: float = RENEW_SECONDS) -> None:
        self.back: Back = lambda: None
        self._desk = desk
        self._name = f"{part}:{holder_name()}"
        self._part = part
        self._lost = lost
        self._renew = renew
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="presence", daemon=True)

    def enter(self) -> None:
        """Take the place, waiting ``start_seconds`` for a busy database.

        Raises:
            Conflict: as ``require_room``. Locked: as ``patiently``.

        """
        patiently(self._claim, self._desk.settings.start_seconds)
        self._thread.start()

    def leave(self) -> None:
        """Give the place back; the last to leave gives back the ticks as well.

        Without a database to give it back to, it falls free by itself.
        """
        self._left.set()
        self._thread.join()
        try:
            self._give_back()
        except Locked as error:
            log.warning("the %s could not give its place back: %s", self._part, error.code)

    def _give_back(self) -> None:
        with self._desk.work(None) as work:
            work.lease_holder(LEASE, lock=True)  # two that leave at once must see each other
            work.release_lease(self._name, CLUSTER)
            if not work.leases_running(f"{part}:" for part in Part):
                work.release_lease(LEASE, CLUSTER)

    def _claim(self) -> None:
        require_room(self._desk, self._part)
        self._take()

    def _take(self) -> None:
        with self._desk.work(None) as work:
            _take_shared(work)
            work.take_lease(self._name, CLUSTER, LEASE_LENGTH)

    def _keep(self) -> None:
        placed = True
        while not self._left.wait(self._renew if placed else min(self._renew, AGAIN_SECONDS)):
            placed = self._renewed(placed=placed)

    def _renewed(self, *, placed: bool) -> bool:
        """Renew the place and return whether it is ours; *placed*: whether it was until now."""
        try:
            self._take()
            require_release(self._desk, self._part)
        except Conflict as error:
            self._lost(error)
            return False
        except Exception:  # the database is away: the lease outlasts two failed renewals
            log.exception("the %s could not renew its place", self._part)
            return placed
        if not placed:
            self.back()
        return True
