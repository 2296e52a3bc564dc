"""A wire to PostgreSQL that counts how often a client waits for an answer."""

import socket
import threading
from contextlib import suppress


class Wire:
    """Stands between a client and PostgreSQL; ``trips`` is how often the client had to wait."""

    def __init__(self, host: str, port: int) -> None:
        self.trips = 0
        self._to = (host, port)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._admit, daemon=True).start()

    def _admit(self) -> None:
        while True:
            client, _ = self._door.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._to) as server:
            told = {"asking": False}
            back = threading.Thread(target=self._answer, args=(server, client, told), daemon=True)
            back.start()
            while piece := _heard(client):
                if not told["asking"]:
                    self.trips += 1
                told["asking"] = True
                server.sendall(piece)
            _end(server)
            back.join()

    def _answer(self, server: socket.socket, client: socket.socket, told: dict[str, bool]) -> None:
        while piece := _heard(server):
            told["asking"] = False
            client.sendall(piece)
        _end(client)


def _heard(source: socket.socket) -> bytes:
    try:
        return source.recv(65_536)
    except ConnectionError:
        return b""


def _end(target: socket.socket) -> None:
    with suppress(OSError):  # the other side may have gone first
        target.shutdown(socket.SHUT_WR)
