"""What supervision brings up in the played year, and the words people find for it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing supervision brings up.

    Attributes:
        kind: urge, order, batch, complaint, check or finding.
        days: before the end of the year.
        hours: office hours until each of its steps is taken; when they are used up, nobody
            takes the next one.
        word: an order's card, how a complaint is answered.
        decisions: what each check says; the last word stays.
    """

    kind: str
    days: float
    hours: tuple[float, ...] = ()
    word: str = ""
    decisions: tuple[str, ...] = ("passed",)


MATTERS = (
    Matter("urge", 47, (4,)),
    Matter("urge", 31, (22,)),
    Matter("urge", 3.2),
    Matter("urge", 0.7),
    Matter("order", 44, (3, 16, 5, 9, 4), "yellow", ("returned", "passed")),
    Matter("order", 24, (2, 14, 6), "ordinary"),
    Matter("order", 9.1, (), "red"),
    Matter("order", 6.2, (3,), "yellow"),
    Matter("order", 5.0, (4,), "listed"),
    Matter("order", 5.6, (2, 8), "ordinary"),
    Matter("batch", 2.1, (5,), "ordinary"),
    Matter("complaint", 29, (11,), "partly"),
    Matter("complaint", 8.2, (), "dismissed"),
    Matter("check", 27),
)
FIXED = Matter("finding", 0, (14, 9), decisions=("fixed",))
NOT_FIXED = Matter("finding", 0, (16, 10), decisions=("not_fixed",))
SIZE = 4
PROBLEMS: tuple[tuple[str, Matter | None], ...] = (  # of a sample, case by case
    ("调解记录没有当事人签名。", FIXED),
    ("", None),
    ("台账登记的日期和案卷不一致，没有权利义务告知书。", NOT_FIXED),
)
SATISFIED: Mapping[str, bool] = {"partly": True}  # whether the complainant is, by the answer

GROUNDS: Mapping[str, str] = {
    "ordinary": "登记以后一直没有组织调解，当事人多次来电询问。",
    "yellow": "期限已到，没有开会调解，也没有说明原因。",
    "red": "经催办仍无进展，当事人情绪激动，有上访的可能。",
    "listed": "涉及人数较多，拖延时间较长，由县里挂牌督办。",
}
DEMANDS: Mapping[str, str] = {
    "ordinary": "三日内约双方到场调解一次，并回复结果。",
    "yellow": "两日内开会调解；调解不成的，说明下一步打算。",
    "red": "一个工作日内由主任牵头会商，稳住双方，并书面报告。",
    "listed": "由分管领导包案，每周报告进展，化解后申请摘牌。",
}
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "reply_urge": {"reply": "已联系{a}和{b}，约定本周内到调解室，会后报结果。"},
    "sign_order": {},
    "reply_order": {"reply": "已由主任牵头同{a}、{b}见面，双方同意继续调解，下次会谈时间已定。"},
    "check_order": {"note": "已电话核实，情况同回复。"},
    "answer_complaint": {"reply": "经核实，值班电话确有漏接，已安排专人接听，并向{a}说明进展。"},
    "rectify": {"cause": "own", "report": "已补齐材料，并对本单位近三个月的案卷自查一遍。"},
    "recheck": {"note": "已调阅案卷复查。"},
}
