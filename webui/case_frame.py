"""The frame of a case's page: who asks, what the case is, which tab is open."""

from flask import current_app, render_template, url_for

from engine.queries.overview import CaseOverview, case_overview
from webui.auth import actor, lens
from webui.database import db
from webui.translate import gettext

Tab = tuple[str, str, str | int, bool]

# (tab, endpoint, count of TabCounts or nothing); a tab shows once its page is there
TABS = (
    ("overview", "case.show", ""),
    ("timeline", "case_story.timeline", ""),
    ("graph", "case_graph.show", ""),
    ("deadlines", "case_clocks.show", "clocks"),
    ("parties", "case_parties.show", ""),
    ("sittings", "case.sittings", "sittings"),
    ("handoffs", "case_handoffs.show", "handoffs"),
    ("supervision", "case_supervision.show", ""),
    ("notes", "case.notes", "notes"),
    ("corrections", "case_corrections.show", ""),
    ("log", "case_story.log", ""),
)


def sheet_of(code: str) -> CaseOverview:
    """Return the case as the person asking may see it.

    Raises:
        NotFound: ``case.unknown``, also for a stranger.
    """
    return case_overview(db.session(), actor(), lens(), code)


def render_tab(code: str, tab: str, template: str, **values: object) -> str:
    """Return a tab of a case's page; *template* extends ``case/base.html``, block ``tab``."""
    sheet = sheet_of(code)
    return render_template(
        template, sheet=sheet, tab=tab, tab_links=tab_links(sheet, tab), **values
    )


def tab_links(sheet: CaseOverview, current: str) -> list[Tab]:
    """Return the tabs as (words, address, count, is current)."""
    words = tab_words()
    links = []
    for name, endpoint, counted in TABS:
        if endpoint not in current_app.view_functions:
            continue
        if name in {"parties", "notes", "corrections"} and sheet.dispute is None:
            continue
        count = getattr(sheet.counts, counted) if counted else ""
        address = url_for(endpoint, code=sheet.code)
        links.append((words[name], address, count, name == current))
    return links


def tab_words() -> dict[str, str]:
    """Return the names of the tabs in the reader's language."""
    return {
        "overview": gettext("概况"),
        "timeline": gettext("时间线"),
        "graph": gettext("流程图"),
        "deadlines": gettext("期限"),
        "parties": gettext("当事人"),
        "sittings": gettext("会谈"),
        "handoffs": gettext("移交"),
        "supervision": gettext("督办"),
        "notes": gettext("备注"),
        "corrections": gettext("更正"),
        "log": gettext("日志"),
    }
