"""Rules of extensions in words: how long, up to how much, where it stands."""

from engine.rules.deadline_rule import DeadlineRule, Unit
from webui.translate import gettext, ngettext


def length(amount: int, unit: Unit) -> str:
    """Return «30 日», «7 个工作日», «1 个月» in the unit a rule counts in."""
    match unit:
        case Unit.DAY:
            return ngettext("%(num)d 日", "%(num)d 日", amount)
        case Unit.WORKDAY:
            return ngettext("%(num)d 个工作日", "%(num)d 个工作日", amount)
        case Unit.MONTH:
            return ngettext("%(num)d 个月", "%(num)d 个月", amount)
        case Unit.YEAR:
            return ngettext("%(num)d 年", "%(num)d 年", amount)
        case Unit.HOUR:
            return ngettext("%(num)d 小时", "%(num)d 小时", amount)
        case Unit.DATE:
            return str(amount)


def article(rule: DeadlineRule) -> str:
    """Return where a rule stands: instrument and article."""
    return f"{rule.instrument}{rule.article}" if rule.article else rule.instrument


def cap(rule: DeadlineRule, granted: int) -> str:
    """Return how much more time the rule allows, and how often it was used."""
    most = (
        gettext("每次最多 %(length)s", length=length(rule.extension_cap, rule.unit))
        if rule.extension_cap is not None
        else gettext("每次长短没有上限")
    )
    if rule.extension_count is None:
        often = ngettext("次数不限，已延长 %(num)d 次", "次数不限，已延长 %(num)d 次", granted)
    else:
        often = gettext(
            "最多延长 %(count)d 次，已延长 %(granted)d 次",
            count=rule.extension_count,
            granted=granted,
        )
    return gettext("%(most)s；%(often)s", most=most, often=often)
