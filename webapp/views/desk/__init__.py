"""The desk: the inner side, one room per part of the work."""

from flask import Blueprint

from webapp.views.desk import (
    access,
    account,
    adjusting,
    announcing,
    answers,
    bulk,
    catalogues,
    comments,
    documents,
    drafting,
    entity,
    groups,
    handling,
    home,
    imports,
    intake,
    intake_files,
    lists,
    log,
    manual,
    meetings,
    moderation,
    notices,
    parts,
    petitions,
    plans,
    publicity,
    publishing,
    rounds,
    staff,
    templating,
)

blueprint = Blueprint("desk", __name__, url_prefix="/gestion")
blueprint.before_request(access.guard)
blueprint.context_processor(home.navigation)
blueprint.context_processor(manual.here)

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
    bulk,
    groups,
    lists,
    handling,
    parts,
    templating,
    intake,
    intake_files,
    meetings,
    petitions,
    adjusting,
    publishing,
    publicity,
    rounds,
    entity,
    catalogues,
    staff,
    notices,
    log,
    account,
    manual,
):
    blueprint.register_blueprint(room.blueprint)
