"""A PostgreSQL cluster of our own on a free port, for tests; standard library only.

PostgreSQL refuses to run as root, so root hands it to the user ``postgres``.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}


def binaries() -> Path | None:
    """Return the newest folder with PostgreSQL's server programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_number)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _number(path: Path) -> int:
    word = path.parent.parent.name
    return int(word) if word.isdigit() else 0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Cluster:
    """A running cluster; ``url`` reaches its database ``postgres`` as a superuser.

    *options* are of ``initdb``, *settings* of the server.
    """

    def __init__(self, *options: str, **settings: str) -> None:
        self._options = options
        self._settings = SETTINGS | settings
        found = binaries()
        if found is None:
            raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="heshi-postgres-", dir="/tmp"))
        self._as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as_user:
            shutil.chown(self._folder, "postgres")
        self.port = _free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> "Cluster":
        """Make the cluster and wait until it answers."""
        self._run(
            "initdb", "-D", str(self._place), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions", *self._options,
        )  # fmt: skip
        return self.resume()

    def resume(self) -> "Cluster":
        """Start it (again) on what it wrote, and wait until it answers."""
        settings = {**self._settings, "unix_socket_directories": str(self._folder)}
        options = " ".join(f"-c {key}={value}" for key, value in settings.items())
        self._run(
            "pg_ctl", "-D", str(self._place), "-l", str(self._folder / "log"), "-w", "-t", "60",
            "-o", f"-p {self.port} {options}", "start",
        )  # fmt: skip
        return self

    def limit_files(self, size: int | None) -> None:
        """Let connections made from now on write no file beyond so many bytes (None: any).

        It needs no rights over the machine's disks: the server's own user may limit it.
        """
        server = (self._place / "postmaster.pid").read_text("ascii").splitlines()[0]
        most = "unlimited" if size is None else size
        words = ["prlimit", "--pid", server, f"--fsize={most}:"]
        subprocess.run([*self._as_user, *words], check=True, capture_output=True)

    def halt(self) -> None:
        """Stop it at once, as a machine that is switched off; what it wrote stays."""
        self._run("pg_ctl", "-D", str(self._place), "-m", "immediate", "-w", "stop")

    def stop(self) -> None:
        """Stop it and remove everything it wrote."""
        if (self._place / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self._place), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _place(self) -> Path:
        return self._folder / "cluster"

    def _run(self, program: str, *arguments: str) -> None:
        log = self._folder / "commands"
        with log.open("ab") as output:
            done = subprocess.run(
                [*self._as_user, str(self._programs / program), *arguments],
                stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
                cwd=self._folder,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{log.read_text('utf-8', 'replace')[-2000:]}")
