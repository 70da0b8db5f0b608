"""The entrance, the Markdown pages, and the health of the service."""

import re

from flask import Blueprint, abort, g, jsonify
from flask.typing import ResponseReturnValue
from peewee import PeeweeException

from webapp import markup, migrating, paths
from webapp.db import db
from webapp.filters import staff_html
from webapp.hypermedia import render
from webapp.models import Consultation

blueprint = Blueprint("pages", __name__)

PAGE_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The plans that are open, announced, in answer, adjusted."""
    rounds = Consultation.announced()
    return render("pages/home.html", rounds=rounds, now=g.now)


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
        body=staff_html(markup.to_html(text)),
    )


@blueprint.get("/salud")
def health() -> ResponseReturnValue:
    """200 when the database answers and migrations are current, else 503."""
    try:
        db.execute_sql("SELECT 1")
        ready = not migrating.pending()
    except PeeweeException:
        ready = False
    return jsonify(status="ok" if ready else "unavailable"), 200 if ready else 503
