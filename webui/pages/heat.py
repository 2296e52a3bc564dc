"""流程热图: what waits, what is late and how long each step takes, drawn and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.diagrams import Diagram, diagrams_of
from engine.queries.heat import FIGURES, Heat, arrows, heat, heat_lines
from engine.queries.heat_reach import overseen, require_overseer, versions
from engine.queries.paging import Turn
from engine.rules.errors import NotFound
from engine.storage.published import bundle_of
from webui import heat_words, menu
from webui.auth import actor
from webui.database import KeyPagination, db
from webui.gate import only_for
from webui.graph_drawing import drawn
from webui.heat_asked import Asked, read_asked
from webui.move_words import process_words
from webui.sheet import cell, sheet

bp = Blueprint("heat", __name__)
only_for(bp, menu.HEAT_READERS, hidden=True)
FIRST = "dispute"
EARLIER = 12  # versions before the shown one whose steps are still named


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows: one drawing of one version, and the numbers of its steps."""

    version: int
    versions: tuple[int, ...]
    diagrams: Mapping[str, Diagram]
    diagram: Diagram
    lines: list[heat_words.Line]


def _seen(asked: Asked) -> Seen:
    session = db.session()
    require_overseer(session, actor(), asked.scope.office_id)
    known = versions(session)
    version = asked.scope.version or max(known, default=0)
    diagrams = _diagrams(version)
    name = asked.process or (FIRST if FIRST in diagrams else next(iter(diagrams), ""))
    if name not in diagrams:
        raise NotFound("process.unknown", process=name)
    found = heat(session, actor(), asked.scope)
    other: Mapping[str, Heat] | None = None
    if asked.other is not None:
        other = heat(session, actor(), asked.other)
    diagram = diagrams[name]
    drawn_by = [(version, diagram)]
    if asked.scope.version is None:  # numbers of steps that are no longer drawn are not lost
        earlier = [each for each in known if each != version][:EARLIER]
        kept = ((each, _diagrams(each).get(name)) for each in earlier)
        drawn_by += [(each, found_there) for each, found_there in kept if found_there]
    names = heat_words.names_in(drawn_by)
    lines = heat_words.lines_of(names, found, other, asked.sort or asked.figure)
    return Seen(version, known, diagrams, diagram, lines)


def _diagrams(version: int) -> Mapping[str, Diagram]:
    return diagrams_of(bundle_of(db.session(), version))


@bp.get("/heat")
def show() -> ResponseReturnValue:
    """Show one procedure: numbers on the drawing, the same in a table."""
    asked = read_asked()
    seen = _seen(asked)
    page = render_template(
        "heat/show.html",
        asked=asked,
        seen=seen,
        panes=_panes(asked, seen),
        offices=_offices(),
        figures=FIGURES,
        words=heat_words,
        title=process_words,
        url=lambda **changes: url_for("heat.show", **{**asked.kept, **changes}),
    )
    response = make_response(page)
    response.headers["X-Heshi-Drawing"] = "1"  # the library writes style attributes
    return response


def _panes(asked: Asked, seen: Seen) -> list[dict[str, object]]:
    """Return what is painted on each drawing: one, or two of two periods by one scale."""
    figure, session = asked.figure, db.session()
    both = asked.other is not None and heat_words.compared(figure)
    others = [line.other for line in seen.lines if line.other] if both else []
    most = heat_words.greatest(figure, [line.heat for line in seen.lines], others)
    panes: list[dict[str, object]] = []
    for scope in (asked.scope, asked.other) if both else (asked.scope,):
        if scope is None:
            continue
        counts: Mapping[str, int] = arrows(session, actor(), scope) if asked.arrows else {}
        flows = seen.diagram.flows & counts.keys()
        painted = heat_words.marks(seen.lines, figure, most, other=scope is asked.other)
        counted = [{"id": key, "text": str(counts[key])} for key in sorted(flows)]
        hottest = max(seen.lines, key=lambda line: line.heat.figure(figure) or 0, default=None)
        told = {
            "heat": painted,
            "counts": counted,
            "lead": "then" if scope is asked.other else "behind",
            "focus": hottest.element if hottest else None,
        }
        panes.append({"scope": scope, "marks": told})
    return panes


def _offices() -> list[tuple[int, str]]:
    """Return the offices one may choose from, indented by how deep they lie below the first."""
    found = overseen(db.session(), actor())
    least = min((path.count("/") for _, _, path in found), default=0)
    return [(key, "　" * (path.count("/") - least) + name) for key, name, path in found]


@bp.get("/heat/diagrams/<int:version>/<name>.bpmn")
def diagram(version: int, name: str) -> Response:
    """Return one drawing, as the page paints on it."""
    require_overseer(db.session(), actor(), None)
    found = _diagrams(version).get(name)
    if found is None:
        raise NotFound("process.unknown", process=name)
    return Response(drawn(found), mimetype="application/xml")


@bp.get("/heat/cases")
def behind() -> str:
    """List the steps behind one number, each with its case."""
    asked = read_asked()
    seen = _seen(asked)
    element = request.args.get("element", "")
    line = next((each for each in seen.lines if each.element == element), None)
    if line is None:
        raise NotFound("page.unknown")
    second = request.args.get("period") == "2" and asked.other is not None
    scope = asked.other if second and asked.other else asked.scope
    turn = Turn(request.args.get("cursor"), 50)
    page = heat_lines(db.session(), actor(), scope, (element, asked.figure), turn)
    return render_template(
        "heat/behind.html",
        asked=asked,
        line=line,
        scope=scope,
        number=(line.other or line.heat) if second else line.heat,
        page=KeyPagination(page),
        kept={**asked.kept, "element": element, **({"period": "2"} if second else {})},
        words=heat_words,
    )


@bp.get("/heat.csv")
def export() -> Response:
    """Return exactly the table of the page as a file."""
    asked = read_asked()
    seen = _seen(asked)
    head, rows = heat_words.sheet_of(seen.lines, asked.scope, asked.other)
    cells = [[cell(each) for each in row] for row in rows]
    return sheet(f"heshi-heat-{seen.diagram.process_id}.csv", head, cells)
