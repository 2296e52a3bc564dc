"""What the hand writes into forms: short office prose, by the form's and the field's key."""

from collections.abc import Callable
from datetime import datetime, timedelta

from engine.demo.casefile import CaseFile

Say = Callable[[CaseFile, datetime], str]


def _fixed(*texts: str) -> Say:
    return lambda file, _: file.told(file.hand.choice(texts))


def _terms(file: CaseFile, _: datetime) -> str:
    return file.told(f"一、{file.fate.story.terms}\n二、本协议履行后，双方就本纠纷再无争议。")


def _facts(file: CaseFile, _: datetime) -> str:
    return file.summary


def _record(file: CaseFile, now: datetime) -> str:
    held = f"{now.month}月{now.day}日，调解员组织双方调解。"
    said = "{a}陈述经过和要求；{b}认可基本事实，对责任和数额有不同意见。"
    if file.sitting_result in {"agreed_written", "agreed_oral", "settled"}:
        end = "经背靠背沟通和释法说理，双方达成一致意见。"
    elif file.sitting_result == "refused":
        end = "{b}明确表示不愿继续调解。"
    else:
        end = "双方分歧仍然较大，约定各自考虑后再次调解。"
    return file.told(held + said + end)


def _present(file: CaseFile, _: datetime) -> str:
    return file.told("{a}、{b}")


def _why_not(file: CaseFile, _: datetime) -> str:
    if file.sitting_result == "refused" or not file.fate.consent:
        return file.told("{b}明确拒绝调解，愿意通过其他途径解决。")
    return "双方对责任划分和数额分歧较大，未能达成一致。"


def _summary(file: CaseFile, _: datetime) -> str:
    return file.told(f"{file.title}，经办理已终结，当事人已告知后续事项，无新的矛盾苗头。")


WORDS: dict[str, Say] = {
    "facts": _facts,
    "content": _terms,
    "record": _record,
    "present": _present,
    "who": _present,
    "visited": _present,
    "people_asked": _fixed("{a}、{b}及两名邻居", "双方当事人、村民小组长", "{a}、{b}"),
    "invited": _fixed("村民代表一名", "网格员", "双方亲属各一名"),
    "disputes": _fixed(
        "责任划分；数额；履行时间。", "是否应当赔偿；赔偿数额。", "事实经过；责任比例。"
    ),
    "responsibility": _fixed("{b}负主要责任，{a}负次要责任。", "双方对纠纷的发生均有一定责任。"),
    "findings": _fixed(
        "经现场查看并走访邻居，{a}所述情况基本属实，{b}对经过无异议，对责任有不同看法。",
        "查看了现场，调取了照片和收据；双方关系原本较好，有调解基础。",
        "向双方分别了解情况，核对了票据，争议集中在数额上。",
    ),
    "evidence": _fixed("现场照片3张，收据2张。", "证人陈述1份。", "转账记录、聊天记录打印件。"),
    "how": _fixed("现金给付", "银行转账", "当场履行", "按协议约定履行"),
    "place": _fixed("调解室", "村委会会议室", "现场", "调解中心二楼调解室"),
    "proof": _fixed("收条一张", "转账凭证一份", "现场照片和双方签字"),
    "urged": _fixed("已电话和上门督促，{b}承诺尽快付清余款。", "约谈{b}，重新确认付款日期。"),
    "reason": _why_not,
    "note": _fixed("双方均表示愿意配合。", "已告知调解不收费。", "当事人情绪平稳。"),
    "opinion": _fixed("属于民间纠纷，双方当事人明确，同意受理。", "符合受理条件，按建议分流。"),
    "measures": _fixed("每日走访一次，村干部和网格员分头做工作。", "约谈双方，落实专人跟进。"),
    "account": _fixed(
        "双方发生激烈争吵，{b}扬言动手，在场人员已劝离。", "已到场处置，双方情绪平稳。"
    ),
    "report": _fixed("已组织双方调解，过程和结果见调解记录，现报告法院。"),
    "summary": _summary,
    "changes": _fixed("已补充双方同意书和证据目录。", "补正了当事人联系方式和送达地址。"),
    "papers": _fixed("调解登记表1份、调解记录2份、证据复印件8页。"),
    "bring": _fixed("身份证件、合同或者收据原件。"),
    "basis": _fixed("法定职责范围内的民事争议。"),
    "police_unit": _fixed("枫溪县公安局桥东派出所", "枫溪县公安局青石派出所"),
    "receiver": _fixed("值班民警", "值班室"),
    "court_receiver": _fixed("立案庭", "速裁团队"),
    "court_name": _fixed("枫溪县人民法院"),
    "shelf": _fixed("档案室2柜3层", "档案室1柜5层", "档案柜4层"),
    "consent_note": _fixed("双方书面同意移送。"),
    "refusing_party": _fixed("{b}"),
    "why_not": _fixed("双方不同意记载。"),
    "people": _fixed("{b}及其亲属"),
}
BY_FORM: dict[tuple[str, str], Say] = {
    ("visit", "reason"): _fixed("认为办理时间较长，对方态度不够诚恳。", "补偿到账比约定晚了几天。"),
    ("visit", "note"): _fixed("协议已履行，双方关系缓和。", "双方见面已能打招呼。"),
    ("expiry", "reason"): _fixed("双方仍有调解意愿，接近达成一致。"),
    ("supervisor_decision", "reason"): _fixed("已两次办理，实体问题已解决，同意办结并做好解释。"),
    ("handoff_ruling", "reason"): _fixed("属于接收单位职责范围，请按期接收办理。"),
    ("receipt", "reason"): _fixed(
        "缺少双方同意移送的材料，退回补正。", "证据目录与材料不符，退回补正。"
    ),
    ("confirmation_decision", "reason"): _fixed("协议部分内容不明确，无法确认。"),
    ("confirmation_application", "reason"): _fixed("双方已当场履行，不再申请。"),
}


def say(form: str, key: str, file: CaseFile, now: datetime) -> str | None:
    """Return what is written into field *key* of *form*; None where the hand knows nothing."""
    words = BY_FORM.get((form, key)) or WORDS.get(key)
    return words(file, now) if words else None


def numbered(kind: str, file: CaseFile, now: datetime) -> str:
    """Return a paper's number as an office would write it; *kind* is the court's or its own."""
    return f"（{now.year}）枫1181{kind}{file.hand.randrange(100, 999)}号"


def next_meeting(now: datetime) -> str:
    """Return a day and time for the next meeting, to the minute (office time)."""
    day = now + timedelta(days=3)
    return day.replace(hour=9, minute=30).strftime("%Y-%m-%dT%H:%M")
