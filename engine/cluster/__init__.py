"""Several machines on one PostgreSQL: the same ticks and one job per case, by Procrastinate.

A job and what it is about are written in one transaction, a case's jobs are done one after the
other (lock ``case:ID``), and the jobs of a worker that died are done by another. Needs the extra
``cluster``; nothing else in the engine imports it.
"""

from engine.cluster.queue import CaseQueue
from engine.cluster.tables import lay_queue
from engine.cluster.worker import Pace, run_worker

__all__ = ["CaseQueue", "Pace", "lay_queue", "run_worker"]
