"""Writing the adjusted edition: one module per page of it."""

from flask import Blueprint

from webapp.views.desk.adjusting import actions, categories, changes, edition, facts, wording

blueprint = Blueprint("adjusting", __name__)

for page in (edition, wording, actions, categories, changes, facts):
    blueprint.register_blueprint(page.blueprint)
