"""Small models on which the semantics of the runner are tried."""

from tests.workflow.sketch import (
    bundle,
    call,
    choice,
    end,
    on_clock,
    on_message,
    parallel,
    process,
    receive,
    start,
    sub,
    user,
)

STRAIGHT = bundle(
    process("main", start("s"), user("a"), user("b"), end("e"), flows="s > a > b > e")
)

INNER = process("inner", start("is"), user("talk"), end("ie"), flows="is > talk > ie")

HANDLING = bundle(
    process(
        "main",
        start("s"),
        sub(
            "handling",
            start("hs"),
            user("prepare"),
            call("mediate", "inner", clock="PM-01"),
            on_clock("mediate_over", "mediate"),
            user("late"),
            end("he"),
            flows="hs > prepare > mediate > he; mediate_over > late > he",
            clock="=mediation_rule",
        ),
        on_clock("handling_late", "handling", interrupts=False),
        on_message("withdrawn", "handling", "withdraw"),
        user("remind"),
        user("close"),
        user("write_off"),
        end("e"),
        end("re"),
        end("we", terminate=True),
        flows="""s > handling > close > e
                 handling_late > remind > re
                 withdrawn > write_off > we""",
    ),
    INNER,
    messages=("withdraw",),
)

ASKING = bundle(
    process(
        "main",
        start("s"),
        user("ask", clock="C-CONSENT", start_event="accepted"),
        on_clock("no_answer", "ask"),
        receive("reply", "handed_over", clock="C-SIGN"),
        on_clock("no_reply", "reply", interrupts=False),
        user("nudge"),
        choice("enough"),
        end("e"),
        end("ne"),
        flows="""s > ask > enough; no_answer > ask
                 enough > ask ? again = true
                 enough > reply *; reply > e; no_reply > nudge > ne""",
    ),
    messages=("handed_over",),
)

SPLIT = bundle(
    process(
        "main",
        start("s"),
        choice("round"),
        parallel("fork"),
        user("left"),
        user("middle"),
        user("right"),
        parallel("meet"),
        choice("more"),
        end("e"),
        flows="""s > round > fork > left > meet; fork > middle > meet
                 fork > right > meet > more; more > round ? more = true
                 more > e *""",
    )
)
