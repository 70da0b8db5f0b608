"""What was corrected on a plan after it was published: what, why, by whom (R21)."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from webapp.models import Correction, Plan
from webapp.web.hypermedia import found, render

blueprint = Blueprint("corrections", __name__)


@blueprint.get("/planes/<slug>/correcciones")
def index(slug: str) -> ResponseReturnValue:
    """Every correction of a plan that was made, the newest first."""
    plan = found(Plan.find(slug))
    return render(
        "corrections/index.html",
        plan=plan,
        edition=plan.current_edition or abort(404),
        corrections=Correction.public(plan),
    )
