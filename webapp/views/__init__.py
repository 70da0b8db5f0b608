"""HTTP: a view finds, calls one verb, answers."""

from flask import Flask

from webapp.views import (
    comments,
    corrections,
    desk,
    errors,
    feeds,
    internal_reports,
    open_data,
    pages,
    paper_forms,
    participation,
    plans,
    record,
    report,
    results,
    search,
    session,
    subscriptions,
    tracking,
)


def register(app: Flask) -> None:
    """Put every room of the house at its address."""
    for room in (
        pages,
        plans,
        feeds,
        paper_forms,
        comments,
        tracking,
        record,
        corrections,
        results,
        report,
        open_data,
        search,
        session,
        subscriptions,
        participation,
        internal_reports,
    ):
        app.register_blueprint(room.blueprint)
    app.register_blueprint(desk.blueprint)
    session.install(app)
    errors.install(app)
