"""The HTTP side: a view finds the row that an address names, calls one verb and answers."""

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
    """Register every blueprint at its address."""
    for module in (
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
        app.register_blueprint(module.blueprint)
    app.register_blueprint(desk.blueprint)
    session.install(app)
    errors.install(app)
