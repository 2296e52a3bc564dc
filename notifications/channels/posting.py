"""One request to one server, with everything bounded: addresses, time, length, and no detours.

No redirect is followed, no proxy of the environment is asked, the name is resolved once and that
very address is called under the server's own name (Host, SNI, certificate). The whole exchange ends
when its time is over, however slowly the other side drips.
"""

import logging
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event, Timer

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError

from engine.rules.addresses import Allowed
from notifications.channels import ChannelError
from notifications.channels.resolving import address_of, parts, port_of

TIMEOUT_SECONDS = 10.0  # for the whole exchange
LONGEST_ANSWER = 65_536  # bytes; what follows is not read
LONGEST_WAIT = 3_600.0  # seconds a Retry-After may ask for
logging.getLogger("urllib3").setLevel(logging.WARNING)  # it would log addresses with their secrets


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted where; ``url`` and ``headers`` may hold secrets and are never shown."""

    url: str = field(repr=False)
    body: bytes
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: its status, the beginning of its text, how long to wait (seconds)."""

    status: int
    text: str
    wait: float | None


@dataclass(frozen=True, slots=True)
class Poster:
    """Posts requests to servers outside, or to those inside that are ``allowed``."""

    allowed: Allowed
    timeout_seconds: float = TIMEOUT_SECONDS

    def post(self, request: Request) -> Answer:
        """Post *request* and return the answer, whatever its status.

        Raises:
            ChannelError: no server was reached (``http.unreachable``, ``http.tls`` and what
                ``resolving`` says), or the answer did not come (``http.no_answer``, unsure).

        """
        split = parts(request.url)
        line = (split.path or "/") + (f"?{split.query}" if split.query else "")
        connection = self._connection(request.url)
        with _bounded(connection, self.timeout_seconds) as over:
            _connect(connection)
            try:
                return _exchange(connection, line, request, split.netloc)
            except (HTTPException, HTTPError, OSError, ValueError) as error:
                # The request may have been read before the line broke or the time was over.
                late = over.is_set() or isinstance(error, TimeoutError)
                raise ChannelError("http.no_answer", unsure=True, down=late) from error

    def _connection(self, url: str) -> HTTPConnection:
        split = parts(url)
        place, host = (address_of(split, self.allowed), port_of(split)), split.hostname
        if split.scheme == "http":
            return HTTPConnection(*place, timeout=self.timeout_seconds)
        return HTTPSConnection(
            *place,
            timeout=self.timeout_seconds,
            server_hostname=host,
            assert_hostname=host,
            ssl_context=ssl.create_default_context(),
        )


@contextmanager
def _bounded(connection: HTTPConnection, seconds: float) -> Iterator[Event]:
    """Cut the line when the time is over: each single wait is bounded, but they add up."""
    over = Event()
    watch = Timer(seconds, _cut, [connection, over])
    watch.daemon = True
    watch.start()
    try:
        yield over
    finally:
        watch.cancel()
        connection.close()


def _cut(connection: HTTPConnection, over: Event) -> None:
    over.set()
    line = connection.sock
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def _connect(connection: HTTPConnection) -> None:
    try:
        connection.connect()
    except (SSLError, ssl.SSLError, ValueError) as error:  # a wrong name is a ValueError
        raise ChannelError("http.tls", down=True) from error
    except (HTTPError, OSError) as error:
        raise ChannelError("http.unreachable", down=True) from error


def _exchange(connection: HTTPConnection, line: str, request: Request, host: str) -> Answer:
    headers = {**request.headers, "Host": host, "User-Agent": "Heshi", "Connection": "close"}
    connection.request("POST", line, request.body, headers, preload_content=False)
    response = connection.getresponse()
    with response:
        return Answer(response.status, _beginning(response), _wait(response))


def _beginning(response: HTTPResponse) -> str:
    """Return the beginning of the answer; what breaks off in it leaves what there is."""
    try:
        return response.read(LONGEST_ANSWER, decode_content=False).decode("utf-8", "replace")
    except (HTTPException, HTTPError, OSError, ValueError):
        return ""


def _wait(response: HTTPResponse) -> float | None:
    """Return the seconds of Retry-After, if it gives them; a date there is not our clock's."""
    given = response.headers.get("Retry-After", "")
    return min(float(given), LONGEST_WAIT) if given.isdecimal() else None
