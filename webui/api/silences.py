"""Quiet about warnings: put one's own off, silence a case for everybody, end that early."""

from datetime import date

from engine.queries.lens import lens_of
from engine.queries.paging import Page, Turn
from engine.queries.silences import SilenceLine, silence_lines, silences_of
from engine.queries.told import code_of
from engine.usecases.acknowledging import lift, silence, snooze
from webui.api.schemas.acts import ReasonGivenSchema
from webui.api.schemas.pieces import ListSchema, Receipt, ReceiptSchema
from webui.api.schemas.silences import (
    LaterSchema,
    SilencePageSchema,
    SilenceSchema,
    SilencesSchema,
)
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db
from webui.quieting import quiet_until

bp = Section("api_silences", "Warnings")


@bp.acts("/warnings/<int:warning_id>/snooze", ReceiptSchema, 201, takes=LaterSchema)
def put_off(warning_id: int, given: tuple[date, str]) -> Receipt:
    """Put your own warnings of a clock off; ``id`` is the silence's, to end it early.

    The clock runs on. On the morning of the day you are told whatever is still true.
    """
    kept = snooze(desk(), actor(), warning_id, quiet_until(*given))
    return Receipt(code_of(db.session(), actor(), warning_id), kept)


@bp.reads("/silences", SilencePageSchema, asks=ListSchema)
def list_silences(asked: Turn) -> Page[SilenceLine]:
    """List the silences that hold in cases of offices where you may end them."""
    return silence_lines(db.session(), actor(), lens_of(desk()), asked)


@bp.reads("/cases/<code>/silences", SilencesSchema)
def list_silences_of_case(code: str) -> dict[str, tuple[SilenceLine, ...]]:
    """List the silences of a case, those that are over too, the latest first."""
    return {"items": silences_of(db.session(), actor(), lens_of(desk()), code).lines}


@bp.acts("/cases/<code>/silences", ReceiptSchema, 201, takes=SilenceSchema)
def hold(code: str, given: tuple[int | None, date, str]) -> Receipt:
    """Hold everybody's warnings of a case back, or those of one clock; ``id`` is the silence's.

    Colours and due days go on as they are.
    """
    clock_id, until, reason = given
    kept = silence(desk(), actor(), code, quiet_until(until, reason), clock_id)
    return Receipt(code, kept)


@bp.acts("/silences/<int:silence_id>/lift", ReceiptSchema, takes=ReasonGivenSchema)
def end_silence(silence_id: int, given: str) -> Receipt:
    """End a silence, or your own putting off, before its time: what is still true is told once."""
    return Receipt(lift(desk(), actor(), silence_id, given), silence_id)
