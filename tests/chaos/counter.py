"""People at browsers, a server that dies under their hands, answers that never come.

Two mediators want the same steps, from both ends; a registrar puts disputes on record, another
remarks. The server is killed at any moment, or dies carrying out a form before it has answered.
"""

import os
import signal
import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select

from engine.storage.models import CaseRow, EventRow, NoteRow, UserRow, WorkItemRow
from tests.chaos.siege import Siege, until
from tests.journeys.world import County
from tests.webui.counter import give_passwords

DISPUTES, REMARKS = 30, 30
# How each server ends: carrying out its n-th form, or (0) at any moment by our hand.
DEATHS = (5, 0, 17, 9, 0, 23, 0, 12)
PEOPLE = ("vm", "vl", "registrar", "registrar")
FAULT, SHOWN = "[fault]", 2_000  # how the log names an error of ours; characters of it to tell
Notes = Mapping[str, Sequence[str]]  # kind of answer → what it was about


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class House:
    """A place with a server and people before it."""

    def __init__(self, siege: Siege, steps: int) -> None:
        self.siege, self.steps, self.port = siege, steps, free_port()
        county = County(siege.desk, siege.place.clock)
        give_passwords(siege.desk)
        self.codes = [county.register() for _ in range(steps)]
        with siege.desk.read() as session:
            query = select(WorkItemRow.id).where(WorkItemRow.element == "sign_for")
            self.items = list(session.scalars(query.order_by(WorkItemRow.id)))
        self.people: list[tuple[int, int]] = []  # process id and number
        self.found: list[str] = []

    def lay(self, deaths: Sequence[int], acts: Sequence[str] = ()) -> None:
        """Let everybody work while servers die one after another; between deaths the world shakes.

        People who have done before all servers have died end it.
        """
        self._serve(deaths[0])
        self._admit()
        shaking = iter(acts)
        for last, following in zip(deaths, (*deaths[1:], 0), strict=True):
            if act := next(shaking, None):
                while not self.siege.did(act):
                    self.siege.pause(0.1, 0.3)
            if not self._died(last):
                break
            self._serve(following)
        self._close()

    def _serve(self, last: int) -> None:
        """Start a server in the place of one that died, and wait until it answers."""
        self.siege.place.clock.step(minutes=2)  # a dead server's place is free after 90 s
        self.server = self.siege.start("web", port=self.port, last=last)
        until((self.siege.place.folder / f"ready-{self.siege.numbers}").exists)

    def _admit(self) -> None:
        siege = self.siege
        for login, act, of in zip(
            PEOPLE,
            ("sign", "sign", "register", "remark"),
            (self.items, self.items[::-1], list(range(DISPUTES)), self.codes[:REMARKS]),
            strict=True,
        ):
            clerk = siege.start("clerk", port=self.port, login=login, act=act, items=of)
            self.people.append((clerk, siege.numbers))
        names = [siege.place.folder / f"ready-{number}" for _, number in self.people]
        until(lambda: all(name.exists() for name in names))
        (siege.place.folder / "go").touch()

    def _died(self, last: int) -> bool:
        """Wait until the server has died; False if people had done before."""
        siege = self.siege
        if last == 0:
            siege.pause(0.2, 0.8)
            os.kill(self.server, signal.SIGKILL)
        until(lambda: siege.nursery.ask(self.server) is not None or self._have_done())
        if siege.nursery.ask(self.server) is None:
            return False
        self._ended(self.server, -signal.SIGKILL)
        siege.done["killed web" if last == 0 else "died of a form"] += 1
        return True

    def _have_done(self) -> bool:
        return all(self.siege.nursery.ask(clerk) is not None for clerk, _ in self.people)

    def _close(self) -> None:
        for clerk, _ in self.people:
            self._ended(clerk, 0)
        os.kill(self.server, signal.SIGTERM)
        self._ended(self.server, 0)

    def _ended(self, program: int, wanted: int) -> None:
        part, number = self.siege.living.pop(program)
        code = self.siege.nursery.wait(program)
        if code != wanted:
            self.found.append(f"{part} {number} ended with {code}")

    def _notes(self) -> Iterator[Notes]:
        for _, number in self.people:
            path = self.siege.place.folder / f"journal-{number}"
            lines = path.read_text("ascii").splitlines() if path.exists() else []
            yield {kind: [line[2:] for line in lines if line[0] == kind] for kind in "SMERLN"}

    def findings(self) -> list[str]:
        """Return everything that was lost, doubled, credited to the wrong person or our fault."""
        first, second, registrar, remarks = self._notes()
        lost = sum(map(len, (first["M"], second["M"], registrar["L"], remarks["L"])))
        self.siege.done["answers lost"] = lost
        return [
            *self.found,
            *self._faults(),
            *self._signatures({"vm": first, "vl": second}),
            *self._disputes(registrar["R"] + registrar["L"]),
            *self._remarks(remarks["N"] + remarks["L"]),
        ]

    def _faults(self) -> Iterator[str]:
        """Nobody may be answered that the program failed, whatever happens around it."""
        log = (self.siege.place.folder / "log").read_text("utf-8", "replace")
        before, mark, _ = log.partition(FAULT)
        if mark:
            yield f"{log.count(FAULT)} answers were faults, the first:\n{before[-SHOWN:]}"

    def _signatures(self, notes: Mapping[str, Notes]) -> Iterator[str]:
        """Every step was done once, and who was answered that it was theirs is on record."""
        query = select(EventRow.facts, UserRow.login).join(UserRow, UserRow.id == EventRow.actor_id)
        with self.siege.desk.read() as session:
            told = session.execute(query.where(EventRow.kind == "StepCompleted")).all()
        doers = {str(facts["work_item_id"]): login for facts, login in told}
        if len(doers) != len(told):
            yield f"{len(told) - len(doers)} steps were done more than once"
        if wrong := set(doers) ^ {str(item) for item in self.items}:
            yield f"steps not done, or not asked for: {wrong}"
        for login, said in notes.items():
            yield from (f"step {step} is not {login}'s" for step in said["S"]
                        if doers.get(step) != login)  # fmt: skip
            unsure = [step for step in said["M"] if doers.get(step) == login]
            answered, done = len(said["S"]) + len(unsure), list(doers.values()).count(login)
            if answered != done:
                yield f"{login} was answered {answered} times for {done} steps"

    def _disputes(self, codes: Sequence[str]) -> Iterator[str]:
        """Every dispute is on record once, under the code that was answered."""
        with self.siege.desk.read() as session:
            rows = session.execute(select(CaseRow.code, CaseRow.title)).all()
        titles = {code: title for code, title in rows}
        mine = Counter(titles[code] for code in codes if code in titles)
        if len(codes) != DISPUTES or len(mine) != DISPUTES:
            yield f"{len(codes)} answers and {len(mine)} disputes instead of {DISPUTES}"
        if len(titles) != self.steps + DISPUTES:
            yield f"{len(titles)} cases instead of {self.steps + DISPUTES}"

    def _remarks(self, answered: Sequence[str]) -> Iterator[str]:
        with self.siege.desk.read() as session:
            count = session.scalar(select(func.count()).select_from(NoteRow))
        if not len(answered) == count == REMARKS:
            yield f"{len(answered)} answers and {count} remarks instead of {REMARKS}"
