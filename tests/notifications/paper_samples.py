"""One full case and one empty one, for papers."""

from dataclasses import replace
from datetime import UTC, date, datetime

from engine.rules.papers import (
    PaperAgreement,
    PaperEnding,
    PaperFacts,
    PaperKind,
    PaperSitting,
)
from engine.rules.party import Party

PARTIES = (
    Party("applicant", "person", "沈秋月", "female", date(1980, 1, 1), "汉族", "务农",
          "330681198001011226", "13800001234", "枫城县枫林乡枫林村12号"),
    Party("respondent", "person", "何立群", "male", date(1975, 3, 2), "汉族", "个体工商户",
          "330681197503021214", "13900005678", "枫城县枫林乡枫林村14号"),
    Party("third", "organisation", "枫林村经济合作社", occupation="陈国强",
          id_number="N2330681MF1234567X", phone="0575-81234567",
          address="枫城县枫林乡枫林村村部", represents="陈国强（社长）"),
)  # fmt: skip
SITTING = PaperSitting(
    1, datetime(2026, 3, 4, 6, 5, tzinfo=UTC), "枫林村调解室", "face_to_face", "沈秋月、何立群",
    "村民代表周建国",
    "调解员宣读调解纪律，告知双方权利义务，双方表示不申请回避。\n沈秋月陈述：2月20日何立群翻修院墙，墙脚越过原界约三十厘米，"
    "雨水流进我家柴房，木料受潮，损失三千元左右。\n何立群陈述：院墙照老墙脚砌的，没有越界；排水是施工时临时接的，愿意改。\n"
    "调解员出示村里1998年宅基地登记图，并与双方到现场丈量，墙脚越界十八厘米。\n经反复协商，双方达成一致意见。",
    "agreed_written", None, "周文斌",
)  # fmt: skip
AGREEMENT = PaperAgreement(
    "（2026）枫林人调字第37号协", "written",
    "2026年2月20日，何立群翻修院墙时墙脚越过原界十八厘米，并将雨水接入沈秋月柴房一侧，造成木料受潮。",
    "院墙是否越界、排水如何改道、木料损失如何赔偿。",
    "何立群施工前未丈量，承担主要责任；沈秋月未及时移走木料，承担次要责任。",
    ("何立群于2026年3月20日前拆除越界的院墙，按1998年登记图重砌，费用自负。",
     "何立群将排水管改接到村道边沟，不得再向沈秋月一侧排水。",
     "何立群一次性赔偿沈秋月木料损失人民币1,860.50元。",
     "双方就此事再无其他争执，今后互谅互让。"),
    186_050, "现金一次付清，施工由何立群负责", "枫林村调解室", date(2026, 3, 20),
    at_once=False, effective_on=date(2026, 3, 4), copies=3,
)  # fmt: skip
ENDING = PaperEnding(
    "party_refuses", "何立群明确表示不再接受调解，要求由法院处理。", "院墙越界的长度和赔偿数额。",
    ("litigation", "other_mediation"), date(2026, 3, 12), "in_person",
)  # fmt: skip
FULL = PaperFacts(
    kind=PaperKind.REGISTRATION, code="2026-000037", docket_no="（2026）枫林人调字第37号",
    channel="people", office="枫林村人民调解委员会", office_phone="0575-81230000",
    title="沈秋月与何立群院墙越界和排水纠纷",
    summary="双方是邻居。何立群2月20日翻修院墙，沈秋月认为墙脚越界、雨水流进柴房，双方争吵，村组长劝开。沈秋月要求拆墙、改水、赔偿损失。",
    category="02", source="APPLY", source_ref=None, people_count=2, amount_fen=300_000,
    happened_on=date(2026, 2, 20), happened_place="枫林村12号、14号之间",
    registered_on=date(2026, 3, 2), accepted_on=date(2026, 3, 2), registrar="李敏",
    mediator="周文斌", parties=PARTIES, sittings=(SITTING,), agreement=AGREEMENT, ending=ENDING,
)  # fmt: skip
BARE = replace(
    FULL, docket_no=None, channel=None, office_phone=None, summary="", amount_fen=None,
    happened_on=None, happened_place=None, accepted_on=None, registrar=None, mediator=None,
    parties=(Party("applicant", "person", "沈秋月"),), sittings=(), agreement=None,
    ending=None,
)  # fmt: skip


def paper(kind: PaperKind, facts: PaperFacts = FULL, **changes: object) -> PaperFacts:
    return replace(facts, kind=kind, **changes)
