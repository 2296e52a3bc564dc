"""What a time limit may start from: the event codes ``start_event`` of deadlines.dmn knows.

Their words stand in engine/commands/deadline_words.py and webui/start_words.py; an event the facts
of a case do not name starts with the step that opens the clock (engine/usecases/starts.py).
"""

from typing import Final

START_EVENTS: Final = frozenset(
    {
        "accepted",
        "act_known",
        "agreed_day",
        "agreement_in_force",
        "application_received",
        "case_closed",
        "complaint_received",
        "confirmation_accepted",
        "confirmation_applied",
        "correction_notice_received",
        "duty_at_county",
        "duty_at_town",
        "duty_at_village",
        "finding_due",
        "finding_reported",
        "first_session",
        "handed_over",
        "material_signed_for",
        "mediation_ended",
        "notice_received",
        "order_issued",
        "order_known",
        "order_received",
        "order_replied",
        "order_sent",
        "performance_due",
        "performance_ended",
        "petition_received",
        "police_case_filed",
        "reexamination_requested",
        "registered",
        "reply_received",
        "review_requested",
        "risk_noticed",
        "step_opened",
        "traffic_start_day",
        "transfer_received",
        "urged",
        "visit_done",
        "visit_unsatisfied",
    }
)
