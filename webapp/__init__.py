"""Enmienda: a plan draft, the observations on it, and the adjusted plan with its changelog."""

import os
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp import views
from webapp.mailing import readiness
from webapp.settings import paths
from webapp.settings.config import Settings
from webapp.storage import db
from webapp.web import assets, filters, language, security
from webapp.web.compression import compress
from webapp.web.hypermedia import htmx, vary


def create_app(**given: str) -> Flask:
    """The application, with settings from the environment; those given by name come first."""
    settings = Settings.read(os.environ, **given)
    instance = Path.cwd() / "instance"
    app = security.DiscreetFlask(
        "webapp",
        instance_path=str(instance),
        template_folder=str(paths.templates()),
        static_folder=str(paths.static()),
    )
    db.db.initialize(db.open_database(settings.database_in(instance)))
    security.configure(app, settings, instance)
    db.bind(app)
    language.install(app)
    assets.install(app)
    filters.install(app)
    readiness.install(app)
    htmx.init_app(app)
    compress.init_app(app)
    app.after_request(vary)
    views.register(app)
    if settings.trusted_proxies:
        hops = int(settings.trusted_proxies)
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]
    return app
