"""Facts made up for showing what a telling says, before anything has happened."""

from collections.abc import Mapping
from types import MappingProxyType

SAMPLES: Mapping[str, object] = MappingProxyType({
    "code": "2026-000001",
    "rule": "PM-01",
    "rule_name": "人民调解期限",
    "rule_name_en": "People's mediation",
    "colour": "red",
    "due_on": "2026-04-07",
    "clock_id": 1,
    "again": "",
    "element": "sign_for",
    "name": "签收案件",
    "name_en": "Sign for the case",
    "work_item_id": 1,
    "handoff_id": 1,
    "number": "（2026）枫城移字第3号",
    "reason": "示例理由",
    "note": "示例意见",
    "from": "枫林村调委会",
    "to": "城关镇调处中心",
    "cause": "expired",
    "violence": "threat",
    "process": "dispute",
    "period": "全国两会",
    "missing": 2,
    "day": "2026-03-05",
    "offices": "后岭村调委会、城关镇调委会",
    "card": "yellow",
    "reply_on": "2026-04-07",
    "order_id": 1,
    "urge_id": 1,
})  # fmt: skip
