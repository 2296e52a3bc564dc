"""What must be true of a bundle before it is published.

``examine`` does it all in a child process that can be killed: ``check_bundle`` reads and never
runs; ``dry_run`` parses, starts and stores each process. Findings carry codes and facts;
``wording`` has the sentences.
"""

from engine.workflow.checks.bundles import MAX_BYTES, MAX_FILES, check_bundle
from engine.workflow.checks.dryrun import dry_run, examine
from engine.workflow.checks.findings import ERROR, WARNING, Finding, Known
from engine.workflow.checks.wording import mend_of, reason_of

__all__ = [
    "ERROR",
    "MAX_BYTES",
    "MAX_FILES",
    "WARNING",
    "Finding",
    "Known",
    "check_bundle",
    "dry_run",
    "examine",
    "mend_of",
    "reason_of",
]
