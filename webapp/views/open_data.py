"""Open data: what can be downloaded, on what terms, and what each column means."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.documents import data_catalogue, open_data
from webapp.documents.data_catalogue import Offered
from webapp.documents.datasets import (
    DICTIONARY,
    LICENCE_URL,
    MEDIA_TYPES,
    STREAMED,
    Dataset,
    Spelling,
    dictionary,
    write_workbook,
)
from webapp.documents.open_data import ACTIONS, ANSWERS, CHANGES, DATASETS, OBSERVATIONS
from webapp.figures.response_report import Superseded
from webapp.models import Consultation, Edition, Event, Plan
from webapp.presenting import case_files
from webapp.web import downloads
from webapp.web.filters import entity
from webapp.web.hypermedia import render, whole_address
from webapp.web.register_query import narrowed
from webapp.web.security import limiter

blueprint = Blueprint("open_data", __name__)

limit_workbooks = limiter.shared_limit(
    "30 per 10 minutes", scope="workbooks", exempt_when=lambda: not _is_workbook()
)
FORMS = "<any(csv, json, xlsx):form>"


def _is_workbook() -> bool:
    return (request.view_args or {}).get("form") == "xlsx" and request.method != "HEAD"


@blueprint.get("/datos")
def index() -> ResponseReturnValue:
    """What can be downloaded of each plan, on what terms, and what each column means."""
    return render(
        "open_data/index.html",
        offered=_offered(),
        datasets=DATASETS,
        files_of=_files,
        licence_url=LICENCE_URL,
        headers=[gettext(heading) for heading in DICTIONARY],
        rows_of=lambda dataset: dictionary(dataset, gettext),
    )


def _offered() -> list[Offered]:
    """The announced plans with their published editions: three queries."""
    editions: dict[int, list[Edition]] = {}
    for edition in Edition.every_published():
        editions.setdefault(edition.plan_id, []).append(edition)
    rounds = sorted(Consultation.announced(), key=lambda each: each.plan_id, reverse=True)
    altered = Event.newest_of(editions, data_catalogue.ALTERING)
    return [
        Offered(round=each, editions=editions[each.plan_id], altered_at=altered[each.plan_id])
        for each in rounds
        if each.plan_id in editions
    ]


def _files(plan: Plan) -> list[tuple[Dataset[Any], list[tuple[str, str]]]]:
    """Every table of a plan with its files: form and address."""
    views = zip(DATASETS, (comments, answers, changes, actions), strict=True)
    return [
        (
            dataset,
            [
                (form, url_for(f".{view.__name__}", slug=plan.slug, form=form))
                for form in MEDIA_TYPES
            ],
        )
        for dataset, view in views
    ]


@blueprint.get("/datos/catalogo.jsonld")
def catalogue() -> ResponseReturnValue:
    """The same for programs: DCAT in JSON-LD."""
    head = Event.head()
    found = data_catalogue.catalogue(
        _offered(),
        entity=entity(),
        base=whole_address(""),
        at=head.at if head else g.now,
        translate=gettext,
    )
    return Response(
        json.dumps(found, ensure_ascii=False, indent=1), mimetype=data_catalogue.MEDIA_TYPE
    )


@blueprint.get(f"/planes/<slug>/observaciones.{FORMS}")
@limit_workbooks
def comments(slug: str, form: str) -> ResponseReturnValue:
    """Every observation, narrowed down as in the register."""
    plan = _public(slug)
    spelling = _spelling()
    rows = open_data.observations(plan, spelling, narrowed(plan))
    return _sent(plan, OBSERVATIONS, rows, spelling, form)


@blueprint.get(f"/planes/<slug>/respuestas.{FORMS}")
@limit_workbooks
def answers(slug: str, form: str) -> ResponseReturnValue:
    """Every published answer, narrowed down as in the register."""
    plan = _public(slug)
    return _sent(plan, ANSWERS, open_data.answers(plan, narrowed(plan)), _spelling(), form)


@blueprint.get(f"/planes/<slug>/cambios.{FORMS}")
@limit_workbooks
def changes(slug: str, form: str) -> ResponseReturnValue:
    """Every change of the published editions."""
    plan = _public(slug)
    return _sent(plan, CHANGES, open_data.changes(plan), _spelling(), form)


@blueprint.get(f"/planes/<slug>/acciones.{FORMS}")
@limit_workbooks
def actions(slug: str, form: str) -> ResponseReturnValue:
    """The text of every action in each published edition."""
    plan = _public(slug)
    return _sent(plan, ACTIONS, open_data.actions(plan), _spelling(), form)


@blueprint.get("/planes/<slug>/expediente.zip")
@limiter.limit("10 per 10 minutes", exempt_when=lambda: request.method == "HEAD")
def case_file(slug: str) -> ResponseReturnValue:
    """The whole case file as a ZIP, which can be read and checked without this site."""
    plan = _public(slug)
    tag = downloads.as_of_the_log()
    if tag in _known_tags():
        return _tagged(Response(status=304), tag)
    base, at = whole_address(""), g.now

    def write(path: Path) -> None:
        with path.open("wb") as file:
            case_files.write(file, plan, base=base, at=at)

    filename = f"expediente-{slug}.zip"
    try:
        response = downloads.made(write, media_type="application/zip", filename=filename)
    except Superseded:
        return redirect(request.full_path, 303)
    return _tagged(response, tag)


def _public(slug: str) -> Plan:
    """The plan at an address; 404 while no edition of it is out."""
    plan = Plan.find(slug) or abort(404)
    if plan.current_edition is None:
        abort(404)
    return plan


def _spelling() -> Spelling:
    return Spelling(gettext, entity().zone)


def _sent(
    plan: Plan, dataset: Dataset[Any], rows: Iterator[Any], spelling: Spelling, form: str
) -> ResponseReturnValue:
    """The table as a file; nothing when the reader has it as it is."""
    tag = downloads.as_of_the_log()
    if tag in _known_tags():
        return _tagged(Response(status=304), tag)
    how = {"media_type": MEDIA_TYPES[form], "filename": f"{plan.slug}-{dataset.name}.{form}"}
    if form in STREAMED:
        pieces = STREAMED[form](dataset, rows, spelling)
        return _tagged(downloads.streamed(pieces, **how), tag)
    return _tagged(
        downloads.made(lambda path: write_workbook(path, dataset, rows, spelling), **how),
        tag,
    )


def _known_tags() -> set[str]:
    """The ETags that the request sends, without the suffix that compression adds."""
    return {each.partition(":")[0] for each in request.if_none_match.as_set(include_weak=True)}


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response
