"""枫溪县: an invented county. Its offices, and who works in them. Places and people do not exist.

Two streets work FLAT (duty goes straight to the county), four towns rung by rung.
"""

from dataclasses import dataclass

from engine.rules.case import AreaMode, Level, OfficeKind
from engine.rules.permissions import Role

COUNTY = "fengxi"
CENTRE = "centre"
COURT = "court"

STREETS = {
    "qiaodong": ("桥东街道", "枫东", "老埠头 文昌 东门 纺织里 百花 河滨 金桂"),
    "nanhu": ("南湖街道", "枫南", "南湖 柳荫 莲塘 新华里 翠园 学府 湖滨"),
}
TOWNS = {
    "qingshi": ("青石镇", "枫青", "后岭 石桥 上坪 下坪 青塘 大樟 桐坑"),
    "yunling": ("云岭镇", "枫云", "云顶 竹溪 岭脚 半山 白茶 长坑 杉树坪"),
    "liuhe": ("柳河镇", "枫柳", "柳河 渡口 沙洲 高桥 前洋 后洋"),
    "chashan": ("茶山乡", "枫茶", "茶山 泉水坑 石门 枫树湾 梅岭 小溪口"),
}
COMMITTEES = {
    "medical": ("医疗纠纷人民调解委员会", "枫医", ("12",)),
    "traffic": ("道路交通事故纠纷人民调解委员会", "枫交", ("13",)),
    "family": ("婚姻家庭纠纷人民调解委员会", "枫婚", ("01",)),
    "property": ("物业纠纷人民调解委员会", "枫物", ("14", "02")),
    "labour": ("劳动争议人民调解委员会", "枫劳", ("10",)),
}
AGENCIES = {
    "hr": ("人力资源和社会保障局", "枫人社", ("10",), ("administrative", "labour_arbitration")),
    "market": ("市场监督管理局", "枫市监", ("04", "05", "11", "99"), ("administrative",)),
    "police": ("公安局", "枫公", (), ("administrative", "police")),
    "land": (
        "自然资源和规划局",
        "枫资规",
        ("03", "07", "08"),
        ("administrative", "ruling", "land_arbitration"),
    ),
    "petition": ("信访局", "枫信", (), ("petition",)),
}
ROOMS = {
    "room_police": ("驻桥东派出所人民调解室", "枫驻警"),
    "room_court": ("驻人民法院人民调解室", "枫驻法"),
    "room_procurate": ("驻人民检察院人民调解室", "枫驻检"),
}


@dataclass(frozen=True, slots=True)
class OfficeSeed:
    """One office to be written; ``above`` is the code of the office it belongs to."""

    code: str
    name: str
    word: str
    kind: OfficeKind
    level: Level
    above: str | None
    mode: AreaMode = AreaMode.LEVELLED
    accepts: tuple[str, ...] = ()
    channels: tuple[str, ...] = ("people",)
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Somebody who works in an office; a *login* is given only to the accounts we print."""

    office: str
    roles: tuple[Role, ...]
    login: str = ""


def office_seeds() -> tuple[OfficeSeed, ...]:
    """Return every office, each after the one it belongs to."""
    return (*_county(), *_areas(), *_county_bodies())


def _county() -> tuple[OfficeSeed, ...]:
    centre = ("people", "administrative", "reconsideration")
    county, kind = Level.COUNTY, OfficeKind
    return (
        OfficeSeed(COUNTY, "枫溪县", "枫", kind.COUNTY, county, None, channels=()),
        OfficeSeed(
            CENTRE, "枫溪县社会矛盾纠纷调处化解中心", "枫", kind.COUNTY_CENTRE, county, COUNTY,
            channels=centre, seat="枫溪县桥东街道和平路18号",
        ),
    )  # fmt: skip


def _areas() -> tuple[OfficeSeed, ...]:
    seeds: list[OfficeSeed] = []
    areas = [(AreaMode.FLAT, STREETS, "社区"), (AreaMode.LEVELLED, TOWNS, "村")]
    for mode, group, suffix in areas:
        for code, (name, word, below) in group.items():
            seeds.append(
                OfficeSeed(
                    code, f"{name}人民调解委员会", word, OfficeKind.TOWN_CENTRE, Level.TOWN, CENTRE,
                    mode, channels=("people", "administrative"), seat=f"枫溪县{name}",
                )
            )  # fmt: skip
            seeds += [
                OfficeSeed(
                    f"{code}-{number:02d}", f"{place}{suffix}人民调解委员会", "",
                    OfficeKind.VILLAGE_COMMITTEE, Level.VILLAGE, code, mode,
                    seat=f"枫溪县{name}{place}{suffix}",
                )
                for number, place in enumerate(below.split(), 1)
            ]  # fmt: skip
    return tuple(seeds)


def _county_bodies() -> tuple[OfficeSeed, ...]:
    def body(code: str, name: str, word: str, kind: OfficeKind) -> OfficeSeed:
        return OfficeSeed(code, f"枫溪县{name}", word, kind, Level.COUNTY, CENTRE)

    def limited(
        seed: OfficeSeed, accepts: tuple[str, ...], channels: tuple[str, ...]
    ) -> OfficeSeed:
        return OfficeSeed(
            seed.code, seed.name, seed.word, seed.kind, seed.level, seed.above,
            accepts=accepts, channels=channels, seat="枫溪县桥东街道",
        )  # fmt: skip

    kind = OfficeKind
    court = body(COURT, "人民法院诉调对接中心", "枫诉", kind.DOCKING_CENTRE)
    return (
        *(
            limited(body(code, name, word, kind.PROFESSIONAL_COMMITTEE), accepts, ("people",))
            for code, (name, word, accepts) in COMMITTEES.items()
        ),
        *(
            limited(body(code, name, word, kind.AGENCY), accepts, channels)
            for code, (name, word, accepts, channels) in AGENCIES.items()
        ),
        limited(court, (), ("judicial_pre", "judicial_in", "litigation")),
        *(body(code, name, word, kind.STATIONED_ROOM) for code, (name, word) in ROOMS.items()),
    )


PRINTED = (
    Job("qingshi", (Role.REGISTRAR,), "shouli"),
    Job("qingshi", (Role.MEDIATOR,), "tiaojie"),
    Job("qingshi", (Role.OFFICE_LEADER, Role.MEDIATOR), "zhuren"),
    Job("qingshi-01", (Role.OFFICE_LEADER, Role.MEDIATOR), "cunli"),
    Job(CENTRE, (Role.DISPATCHER,), "fenliu"),
    Job(CENTRE, (Role.SUPERVISOR,), "duban"),
    Job(COUNTY, (Role.LEADER,), "lingdao"),
    Job(COURT, (Role.LIAISON,), "fayuan"),
    Job("hr", (Role.LIAISON,), "renshe"),
    Job(COUNTY, (Role.ADMINISTRATOR,), "guanli"),
    Job(COUNTY, (Role.SECURITY_ADMINISTRATOR,), "anquan"),
    Job(COUNTY, (Role.AUDITOR,), "shenji"),
)
SEES = {
    "shouli": "青石镇受理员：登记、受理审查、归档",
    "tiaojie": "青石镇调解员：自己承办的案件和待认领的步骤",
    "zhuren": "青石镇调委会主任：本单位全部案件，分派、审批延期",
    "cunli": "后岭村调委会主任兼调解员：村里的案件，从签收到回访",
    "fenliu": "县矛调中心分流员：全县案件的分流、移交和接手",
    "duban": "县督办员：全县预警、督办和裁定",
    "lingdao": "县分管领导：预警看板和本人包案",
    "fayuan": "法院诉调联络员：委派、委托调解和司法确认",
    "renshe": "人社局行政联络员：收到的移送和劳动仲裁跟踪",
    "guanli": "系统管理员：单位、账号、日历、流程设计，不看当事人和案情",
    "anquan": "安全管理员：审核系统管理员要发布的流程和规则",
    "shenji": "审计员：只看管理日志和事件链，不改任何东西",
}


def jobs() -> tuple[Job, ...]:
    """Return every post of the county; the printed accounts come first."""
    found = [*PRINTED]
    taken = {(job.office, job.roles[0]) for job in PRINTED}
    for seed in office_seeds():
        for roles in _posts(seed):
            if (seed.code, roles[0]) in taken:
                taken.remove((seed.code, roles[0]))
            else:
                found.append(Job(seed.code, roles))
    return tuple(found)


def _posts(seed: OfficeSeed) -> tuple[tuple[Role, ...], ...]:
    """Return the roles of each person of an office, by what kind of office it is."""
    r = Role
    leads = (r.OFFICE_LEADER, r.MEDIATOR)
    return {
        OfficeKind.COUNTY: ((r.LEADER,), (r.ADMINISTRATOR,), (r.SUPERVISOR,)),
        OfficeKind.COUNTY_CENTRE: (
            (r.DISPATCHER,), (r.DISPATCHER, r.REGISTRAR), (r.OFFICE_LEADER, r.MEDIATOR),
            (r.MEDIATOR,), (r.MEDIATOR,), (r.REGISTRAR,), (r.SUPERVISOR,), (r.LIAISON,),
        ),
        OfficeKind.TOWN_CENTRE: (
            leads, (r.MEDIATOR,), (r.MEDIATOR,), (r.REGISTRAR,), (r.SUPERVISOR,),
        ),
        OfficeKind.VILLAGE_COMMITTEE: (leads, (r.REGISTRAR, r.MEDIATOR)),
        OfficeKind.PROFESSIONAL_COMMITTEE: (leads, (r.MEDIATOR,), (r.REGISTRAR, r.LIAISON)),
        OfficeKind.AGENCY: (leads, (r.MEDIATOR,), (r.REGISTRAR,), (r.LIAISON,)),
        OfficeKind.DOCKING_CENTRE: (leads, (r.MEDIATOR,), (r.REGISTRAR,), (r.LIAISON,)),
        OfficeKind.STATIONED_ROOM: (leads, (r.REGISTRAR,)),
    }[seed.kind]  # fmt: skip
