"""Where an errand's result is to be read, and its fault in words."""

from collections.abc import Callable

from engine.queries.errands import ErrandView
from webui.translate import gettext
from webui.wording import SENTENCES

Address = Callable[[ErrandView], str]
_RESULTS: dict[str, Address] = {}


def result_page(kind: str) -> Callable[[Address], Address]:
    """Register where the results of a kind of errand are shown."""

    def register(address: Address) -> Address:
        _RESULTS[kind] = address
        return address

    return register


def result_url(errand: ErrandView) -> str:
    """Return the address of an errand's page of results; empty if its kind has none."""
    find = _RESULTS.get(errand.kind)
    return find(errand) if find else ""


def fault_words(errand: ErrandView) -> str:
    """Return why an errand failed, in one sentence."""
    template = SENTENCES.get(errand.fault or "")
    if template is None or "%(" in str(template):
        return gettext("出了没有料到的问题，已记入运行日志，请告诉维护人员。")
    return str(template)
