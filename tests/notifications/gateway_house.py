"""A real HTTP server in the test process that can be told to fail, stall, drip and lose answers."""

import json
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Event, Lock, Thread
from typing import Any


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def key(self) -> str:
        return self.headers.get("Idempotency-Key", "")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class House:
    """Takes requests in. ``turns`` are what is done with the next ones instead of saying 200.

    A turn is a function of the handler and says whether the message counts as taken in.
    ``taken`` counts by key what was taken in: a second time under the same key is known.
    """

    turns: list[Callable[["Turn"], bool]] = field(default_factory=list)
    always: Callable[["Turn"], bool] | None = None
    answer: bytes = b'{"errcode": 0, "code": 0}'
    requests: list[Received] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)
    first: dict[str, Received] = field(default_factory=dict)
    doors_open: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, received: Received) -> None:
        with self.lock:
            self.taken[received.key] += 1
            self.first.setdefault(received.key, received)


class Turn(BaseHTTPRequestHandler):
    """One request being answered. What it says leaves at its end: taken in first, then answered."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    house: House

    def do_POST(self) -> None:  # http.server's name
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length).decode()
        received = Received(self.path, dict(self.headers), body)
        with self.house.lock:
            self.house.requests.append(received)
            planned = self.house.turns.pop(0) if self.house.turns else self.house.always
        if (planned or well)(self):
            self.house.take(received)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """Hang up without a word, once it is written down what became of the message."""
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


def well(turn: Turn) -> bool:
    turn.say(200, turn.house.answer)
    return True


def says(status: int, body: bytes = b"", *, takes: bool = False, **headers: str):
    def turn_of(turn: Turn) -> bool:
        turn.say(status, body, **headers)
        return takes

    return turn_of


def takes_and_cuts(turn: Turn) -> bool:
    turn.cut()
    return True


def cuts(turn: Turn) -> bool:
    turn.cut()
    return False


def stalls(turn: Turn) -> bool:
    turn.house.doors_open.wait(20)
    turn.close_connection = True
    return False


def drips(turn: Turn) -> bool:
    """Send one byte of the answer now and then: no single wait is ever long."""
    try:
        for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 2_000:
            turn.wfile.write(bytes([byte]))
            turn.wfile.flush()
            if turn.house.doors_open.wait(0.05):
                break
    except OSError:
        pass
    turn.close_connection = True
    return False


def floods(turn: Turn) -> bool:
    turn.send_response(200)
    turn.send_header("Connection", "close")
    turn.end_headers()
    try:
        while not turn.house.doors_open.is_set():
            turn.wfile.write(b"x" * 65_536)
    except OSError:
        pass
    turn.close_connection = True
    return True


def fails_often(share: float, seed: int):
    """Fail in *share* of the cases, in every way there is; half of those after taking it in."""
    numbers, lock = count(), Lock()

    def turn_of(turn: Turn) -> bool:
        with lock:
            drawn = sha256(f"{seed}:{next(numbers)}".encode()).digest()
        if drawn[0] >= share * 256:
            return well(turn)
        ways = (says(500), says(503, takes=True), says(502, takes=True), cuts, takes_and_cuts,
                says(425))  # fmt: skip
        return ways[drawn[1] % len(ways)](turn)

    return turn_of


class Opened:
    """The server of a house, open while the block lasts."""

    def __init__(self, house: House, tls: ssl.SSLContext | None = None) -> None:
        turn = type("HouseTurn", (Turn,), {"house": house})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), turn)
        self._server.daemon_threads = False
        self._server.handle_error = lambda *_: None  # a line that was cut is what we wanted
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._house = house
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> House:
        self._house.port = self._server.server_address[1]
        self._thread.start()
        return self._house

    def __exit__(self, *_: object) -> None:
        self._house.doors_open.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
