"""What came out of a step, in words: the codes people chose in its form, no one's own words."""

from collections.abc import Mapping

from webui.event_sentences.words import WORDS
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

RESULTS: Mapping[str, LazyString] = {
    "accepted": _("受理"),
    "not_accepted": _("不予受理"),
    "refused": _("一方拒绝"),
    "agreed_written": _("达成书面协议"),
    "agreed_oral": _("达成口头协议"),
    "go_on": _("继续调解"),
    "no_show": _("一方未到场"),
    "settled": _("自行和解"),
    "failed": _("调解不成"),
    "applied": _("双方共同申请"),
    "given_up": _("不申请"),
    "confirmed": _("裁定有效"),
    "rejected": _("驳回申请"),
    "both_agree": _("各方同意调解"),
    "unreachable": _("无法联系"),
    "decided": _("作出裁决、决定或者判决"),
    "withdrawn": _("撤回申请或者撤诉"),
    "other": _("其他结果"),
}
DECISIONS: Mapping[str, LazyString] = {
    "go_on": _("继续调解"),
    "stop": _("终止调解"),
    "send_again": _("补正后重新移送"),
    "give_up": _("不再移送"),
    "order_acceptance": _("责令接收"),
    "stay": _("由移交单位继续办理"),
    "other_office": _("改送其他单位"),
    "accept": _("接收"),
    "return": _("退回"),
    "refuse": _("不予受理"),
    "redo": _("退回重办"),
    "close": _("结案"),
}


def result_words(result: Mapping[str, object]) -> str:
    """Return the codes of a finished step in words; empty for none."""
    return gettext("，").join(_word(key, str(code)) for key, code in result.items())


def _word(key: str, code: str) -> str:
    if key == "outcome":
        return term("outcome", code)
    words = {"decision": DECISIONS, "satisfaction": WORDS["satisfaction"]}.get(key, RESULTS)
    return str(words.get(code, code))
