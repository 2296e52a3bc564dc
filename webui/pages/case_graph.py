"""流程图: the drawing of a case's procedures with the walked path, and the same as a table."""

from flask import Blueprint, Response, request

from engine.queries.graph import case_graph
from webui import graph_marks
from webui.addresses import LARGEST_ID
from webui.auth import actor, lens
from webui.case_frame import render_tab
from webui.database import db
from webui.graph_drawing import drawn
from webui.step_results import result_words

bp = Blueprint("case_graph", __name__, url_prefix="/cases/<code>")


@bp.get("/graph")
def show(code: str) -> str:
    """Show one procedure of the case, drawn and as a table."""
    graphs = case_graph(db.session(), actor(), lens(), code)
    asked = request.args.get("process", type=int)
    process_id = asked if asked is None or 0 < asked <= LARGEST_ID else 0
    chosen = graph_marks.choose(graphs, process_id, request.args.get("drawing", ""))
    return render_tab(
        code,
        "graph",
        "case_graph/show.html",
        graphs=graphs,
        chosen=chosen,
        marks=graph_marks,
        result_words=result_words,
    )


@bp.get("/diagrams/<int:process_id>/<name>.bpmn")
def diagram(code: str, process_id: int, name: str) -> Response:
    """Return a drawing of one of the case's procedures, in the version it runs by."""
    graphs = case_graph(db.session(), actor(), lens(), code)
    process = graph_marks.process_of(graphs, process_id)
    found = graph_marks.drawing_of(process, name).diagram
    return Response(drawn(found), mimetype="application/xml")
