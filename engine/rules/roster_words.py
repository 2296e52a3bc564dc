"""The Chinese words a list of offices and people may use for our codes."""

from collections.abc import Mapping

from engine.rules.case import AreaMode, Channel, Level, OfficeKind
from engine.rules.permissions import Role

HEADINGS: Mapping[str, str] = {
    "编码": "code",
    "单位编码": "code",
    "名称": "name",
    "单位名称": "name",
    "姓名": "name",
    "类型": "kind",
    "层级": "level",
    "上级": "parent",
    "上级编码": "parent",
    "升级方式": "area_mode",
    "案号用字": "docket_word",
    "受理类别": "accepts",
    "渠道": "channels",
    "电话": "phone",
    "地址": "address",
    "登录名": "login",
    "单位": "office",
    "岗位": "roles",
    "邮箱": "email",
    "日期": "day",
    "种类": "kind",
}
KIND_WORDS: Mapping[str, str] = {
    "县级主管部门": OfficeKind.COUNTY,
    "县中心": OfficeKind.COUNTY_CENTRE,
    "镇街中心": OfficeKind.TOWN_CENTRE,
    "村居调委会": OfficeKind.VILLAGE_COMMITTEE,
    "专业性调委会": OfficeKind.PROFESSIONAL_COMMITTEE,
    "行政机关": OfficeKind.AGENCY,
    "诉调对接中心": OfficeKind.DOCKING_CENTRE,
    "派驻调解室": OfficeKind.STATIONED_ROOM,
}
LEVEL_WORDS: Mapping[str, str] = {
    "村": Level.VILLAGE,
    "镇": Level.TOWN,
    "县": Level.COUNTY,
}
AREA_MODE_WORDS: Mapping[str, str] = {"逐级": AreaMode.LEVELLED, "扁平": AreaMode.FLAT}
CHANNEL_WORDS: Mapping[str, str] = {
    "人民调解": Channel.PEOPLE,
    "行政调解": Channel.ADMINISTRATIVE,
    "诉前委派调解": Channel.JUDICIAL_PRE,
    "诉中委托调解": Channel.JUDICIAL_IN,
    "劳动仲裁": Channel.LABOUR_ARBITRATION,
    "农村土地仲裁": Channel.LAND_ARBITRATION,
    "行政裁决": Channel.RULING,
    "信访": Channel.PETITION,
    "行政复议": Channel.RECONSIDERATION,
    "诉讼": Channel.LITIGATION,
    "公安": Channel.POLICE,
}
ROLE_WORDS: Mapping[str, str] = {
    "受理员": Role.REGISTRAR,
    "调解员": Role.MEDIATOR,
    "调委会主任": Role.OFFICE_LEADER,
    "分流员": Role.DISPATCHER,
    "督办员": Role.SUPERVISOR,
    "分管领导": Role.LEADER,
    "对接联络员": Role.LIAISON,
    "系统管理员": Role.ADMINISTRATOR,
    "安全管理员": Role.SECURITY_ADMINISTRATOR,
    "审计员": Role.AUDITOR,
}
# What an office does when its row does not say so.
OWN_CHANNELS: Mapping[OfficeKind, tuple[str, ...]] = {
    OfficeKind.COUNTY: (),
    OfficeKind.COUNTY_CENTRE: (Channel.PEOPLE,),
    OfficeKind.TOWN_CENTRE: (Channel.PEOPLE,),
    OfficeKind.VILLAGE_COMMITTEE: (Channel.PEOPLE,),
    OfficeKind.PROFESSIONAL_COMMITTEE: (Channel.PEOPLE,),
    OfficeKind.AGENCY: (Channel.ADMINISTRATIVE,),
    OfficeKind.DOCKING_CENTRE: (Channel.JUDICIAL_PRE, Channel.JUDICIAL_IN),
    OfficeKind.STATIONED_ROOM: (Channel.PEOPLE,),
}
