"""The entrance, the Markdown pages, and the health of the service."""

import re

from flask import Blueprint, abort, g, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from peewee import PeeweeException

from webapp.models import Consultation, Correction
from webapp.queries import changelog
from webapp.settings import paths
from webapp.settings.version import VERSION
from webapp.storage import schema
from webapp.storage.db import UnusableDatabase, db
from webapp.text import markup
from webapp.vocabulary import Phase
from webapp.vocabulary.messages import N_
from webapp.web.filters import entity, staff_html
from webapp.web.hypermedia import render

blueprint = Blueprint("pages", __name__)

ENTRANCE = (
    (N_("Open now"), (Phase.OPEN,)),
    (N_("Opening soon"), (Phase.ANNOUNCED,)),
    (N_("Being answered"), (Phase.ANSWERING, Phase.REPORT_PUBLISHED)),
    (N_("Plans adjusted"), (Phase.ADJUSTED,)),
    (N_("Cancelled consultations"), (Phase.CANCELLED,)),
)
PRIVACY = "privacidad"
PAGE_NAME = re.compile(r"[a-z]+(-[a-z]+)*")
_UNDER_THE_HEADING = re.compile("^##(?=#* )", re.MULTILINE)


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The plans that are open, announced, in answer, adjusted."""
    rounds = Consultation.announced()
    return render(
        "pages/home.html",
        groups=_groups(rounds),
        withdrawn={
            each.plan_id: each
            for each in Correction.withdrawals()
            if each.withdraws(each.plan.current_edition)
        },
        changed=changelog.editions_with_changes(each.plan for each in rounds),
        now=g.now,
    )


def _groups(rounds: list[Consultation]) -> list[tuple[str, list[Consultation]]]:
    """Rounds under the headings of the entrance, those without any left out."""
    phases = [(each, each.plan.public_phase(g.now)) for each in rounds]
    groups = [
        (gettext(heading), [each for each, phase in phases if phase in among])
        for heading, among in ENTRANCE
    ]
    return [(heading, found) for heading, found in groups if found]


@blueprint.get("/paginas/<name>")
def page(name: str) -> ResponseReturnValue:
    """A page that staff wrote in Markdown, from `content/`."""
    file = paths.content() / "pages" / f"{name}.md"
    if not PAGE_NAME.fullmatch(name) or not file.is_file():
        abort(404)
    heading, _, text = file.read_text(encoding="utf-8").partition("\n")
    return render(
        "pages/page.html",
        heading=heading.removeprefix("# ").strip(),
        body=staff_html(markup.to_html(_UNDER_THE_HEADING.sub("#", text))),
        notice=entity().privacy_notice if name == PRIVACY else "",
    )


@blueprint.get("/salud")
def health() -> ResponseReturnValue:
    """200 when the database answers and its schema is the program's own, else 503."""
    try:
        db.execute_sql("SELECT 1")
        schema.require_known()
        ready = not schema.pending()
    except (PeeweeException, UnusableDatabase):
        ready = False
    status = "ok" if ready else "unavailable"
    return jsonify(status=status, version=VERSION), 200 if ready else 503
