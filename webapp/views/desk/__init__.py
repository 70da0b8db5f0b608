"""The desk: the inner side, one room per part of the work."""

from flask import Blueprint

from webapp.views.desk import (
    access,
    adjusting,
    answers,
    comments,
    home,
    moderation,
    publishing,
)

blueprint = Blueprint("desk", __name__, url_prefix="/gestion")
blueprint.before_request(access.guard)
blueprint.context_processor(home.navigation)

for room in (home, comments, moderation, answers, adjusting, publishing):
    blueprint.register_blueprint(room.blueprint)
