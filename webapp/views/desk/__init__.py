"""The desk: the inner side, one room per part of the work."""

from flask import Blueprint

from webapp.views.desk import (
    access,
    account,
    adjusting,
    announcing,
    answers,
    catalogues,
    comments,
    documents,
    drafting,
    entity,
    home,
    imports,
    log,
    moderation,
    plans,
    publishing,
    staff,
)

blueprint = Blueprint("desk", __name__, url_prefix="/gestion")
blueprint.before_request(access.guard)
blueprint.context_processor(home.navigation)

for room in (
    home,
    plans,
    imports,
    drafting,
    documents,
    announcing,
    comments,
    moderation,
    answers,
    adjusting,
    publishing,
    entity,
    catalogues,
    staff,
    log,
    account,
):
    blueprint.register_blueprint(room.blueprint)
