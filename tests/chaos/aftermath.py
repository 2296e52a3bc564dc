"""After a siege: what was damaged is touched, what waits is sent, and everything is compared."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import func, select

from engine.rules.errors import EngineError
from engine.storage.models import CaseRow, MessageRow, ProcessRow, WorkItemRow
from engine.usecases.procedure import Procedure
from engine.usecases.quarantine import setting_aside
from engine.usecases.sealing import seal_everything
from engine.usecases.sweep import sweep
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.chaos.invariants import chain_break, violations
from tests.chaos.place import RUNNER
from tests.chaos.siege import Siege

MAY_STAY = {"ColourChanged": {"superseded"}}  # a worse one outdid it, or it was taken back


def settle(siege: Siege) -> None:
    """Touch what is damaged, send what waits until nothing does, and seal everything."""
    for key in siege.damaged:
        with suppress(EngineError), setting_aside(siege.desk):
            with siege.desk.work(None) as work:
                row = work.get(ProcessRow, key)
                Procedure(siege.desk, work, work.get(CaseRow, row.case_id)).position(row)
    siege.place.clock.step(days=10)  # every case's limits turn colour, and people are told
    sweep(siege.desk, limit=5_000)
    by, texts = carriers(siege.place.settings), TextBook()
    for _ in range(200):
        deliver(siege.desk, by, texts)
        with siege.desk.read() as session:
            waits = select(func.min(MessageRow.next_at)).where(
                MessageRow.channel == "gateway", MessageRow.state.in_(("queued", "sending"))
            )
            first = session.scalar(waits)
        if first is None:
            break
        siege.place.clock.set(max(first, siege.desk.now()) + timedelta(seconds=1))
        sweep(siege.desk, limit=2_000)
    while seal_everything(siege.desk):
        pass


def findings(siege: Siege) -> list[str]:
    """Return everything that is not as it must be."""
    found = violations(siege.desk.database, RUNNER)
    if broken := chain_break(siege.desk.database):
        found.append(broken)
    found += [path.read_text("utf-8") for path in siege.place.folder.glob("strange-*")]
    found += lost(siege)
    found += untold(siege)
    with siege.desk.read() as session:
        query = select(ProcessRow.id).where(
            ProcessRow.id.in_(siege.damaged), ProcessRow.status == "quarantined"
        )
        siege.done["set aside"] = len(session.scalars(query).all())
    return found


def lost(siege: Siege) -> list[str]:
    """Return what a hand had been answered and the database does not know any more."""
    lines = [
        line.split(" ", 1)
        for path in siege.place.folder.glob("journal-*")
        for line in path.read_text("ascii").splitlines()
    ]
    answered = {kind: [word for k, word in lines if k == kind] for kind in "RSEL"}
    for kind, name in (("R", "registered"), ("S", "steps taken"), ("E", "refused"),
                       ("L", "found locked")):  # fmt: skip
        siege.done[name] = len(answered[kind])
    with siege.desk.read() as session:
        codes = set(session.scalars(select(CaseRow.code)))
        taken = select(WorkItemRow.id).where(WorkItemRow.status == "done")
        steps = {str(key) for key in session.scalars(taken)}
    twice = [f"step {key} was answered twice" for key, count in
             Counter(answered["S"]).items() if count > 1]  # fmt: skip
    lost = [f"case {code} is lost" for code in answered["R"] if code not in codes]
    return lost + twice + [f"step {key} is lost" for key in answered["S"] if key not in steps]


def untold(siege: Siege) -> list[str]:
    """Compare what the outbox says was sent with what the gateway took, by key."""
    with siege.desk.read() as session:
        rows = session.scalars(select(MessageRow).where(MessageRow.channel == "gateway")).all()
    sent = {row.lot for row in rows if row.state == "sent"}
    taken = set(siege.failing.house.taken)
    siege.done["messages sent"] = sum(row.state == "sent" for row in rows)
    siege.done["mails taken"] = len(taken)
    siege.done["mails taken again"] = sum(siege.failing.house.taken.values()) - len(taken)
    siege.done["requests failed"] = siege.failing.failed
    states = Counter(row.state for row in rows)
    found = [f"mail {key} was sent and never taken" for key in sent - taken]
    found += [f"mail {key} was taken and is of no message" for key in taken - sent]
    # a warning that a worse one outdid, or that was taken back, need not leave any more
    left = [row.key for row in rows if row.state not in {"sent"} | MAY_STAY.get(row.kind, set())]
    found += [f"message {key} is left: {states}" for key in left]
    return found
