"""Every form at the desk whose meaning depends on the round or edition says which it is about, and
its verb refuses it on any other (R12). Asked of the map of addresses, at every stage of a plan."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    a_draft,
    an_account,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.visitor import Page, Visitor, sent_untouched
from tests.worlds import answered
from webapp.models import Event
from webapp.vocabulary import Decision, Origin, PlanField, Role
from webapp.workflow import adjusting, announcing, answering, drafting, publishing
from webapp.workflow.adjusting import Why

ROOM = "/gestion/planes/<slug>"
REASON = "Lo pidieron las juntas de las veredas, que se reúnen cada mes."
TYPED = {"date": "2026-04-30", "number": "6", "others": "", "responsible_area": ""}
ANSWERED = later(AFTER_CLOSE, days=5)

TOLD_OTHERWISE = {
    "in preparation, once in its life; by the version of what it alters": {
        "announcing.window", "discarding.discard", "reimports.preview", "reimports.reread",
        "reimports.confirm", "drafting.edit", "drafting.removal", "drafting.category",
        "drafting.category_removal", "drafting.new_category", "drafting.new_action",
    },
    "cancelled, whatever its rounds": {"reopening.successor", "corrections.cancellation"},
    "rows that it names": {
        "corrections.annulment", "covering.words", "publicity.edit", "publicity.removal",
        "internal_reports.edit", "internal_reports.delivery", "internal_reports.discard",
        "documents.detach", "meetings.edit", "meetings.move", "groups.new", "lists.forgetting",
        "bulk.assignment", "bulk.tags", "bulk.showing", "bulk.answer",
    },
    "the round that its address names": {"publicity.new", "internal_reports.new"},
    "the day of receipt or meeting, from which the round follows": {
        "intake.new", "intake_files.upload", "intake_files.confirm", "meetings.new",
    },
    "papers and searches, which are of no round": {"documents.attach", "lists.new"},
    "nothing: it saves nothing": {"adjusting.wording.difference"},
}  # fmt: skip
"""What else tells a form what it is about."""


@pytest.fixture
def everyone(cast):
    return an_account("Olga Oficios", Role.EDITOR, Role.APPROVER)


def routes_with_forms(app: Flask) -> set[str]:
    """The endpoints that take a form about a plan, or a change of it."""
    rules = [each for each in app.url_map.iter_rules() if "POST" in (each.methods or ())]
    return {
        each.endpoint.removeprefix("desk.")
        for each in rules
        if each.rule.startswith((ROOM, "/gestion/cambios"))
    }


def pages(app: Flask, slug: str) -> Iterator[str]:
    """Every address of a plan at the desk that can be opened, with its first action, category and
    change."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith((ROOM, "/gestion/cambios")):
            there = rule.rule.replace("<slug>", slug).replace("<code>", "1.1")
            yield there.replace("<int:number>", "1")


def forms_in(visitor: Visitor, address: str, app: Flask) -> Iterator[tuple[str, str, Element]]:
    """The forms of a page: the endpoint that takes each, its address, the form itself."""
    page = Page(visitor.client.get(address))
    for form in page.all(".//main//form[@method='post']") if page.status == 200 else ():
        there = urlsplit(urljoin(f"http://localhost{address}", form.get("action") or ""))
        endpoint, _ = app.url_map.bind("localhost").match(there.path, method="POST")
        sent = f"{there.path}?{there.query}"
        yield str(endpoint).removeprefix("desk."), sent, form


def filled_in(form: Element) -> dict[str, str]:
    """Its fields as somebody sends them who leaves none empty."""
    fields = sent_untouched(form)
    for each in form.iter():
        name = each.get("name") or ""
        kind = each.get("type", "text")
        if each.tag == "input" and kind in ("radio", "checkbox"):
            fields.setdefault(name, each.get("value", "on"))
        elif each.tag in ("input", "textarea") and not fields.get(name) and kind != "hidden":
            fields[name] = TYPED.get(name, TYPED.get(kind, REASON))
    return {**fields, "announce": "1"}


def stages(plan, cast, clock) -> Iterator[object]:
    """Stop wherever, in the life of a plan, the desk has other forms for it."""
    editor, comment = cast.elena_editor, shown(filed(plan).comment, cast)
    clock(WHILE_OPEN)
    yield plan
    drafting.close_action(plan.actions.get(), reason=REASON, by=editor, at=WHILE_OPEN)
    announcing.extend(
        plan.consultation, last_day=date(2026, 3, 20), reason=REASON,
        version=plan.consultation.version, by=editor, at=WHILE_OPEN,
    )  # fmt: skip
    yield plan
    clock(ANSWERED)
    yield plan
    adjusting.start_edition(plan, by=editor, at=ANSWERED)
    why = Why(origin=Origin.OBSERVATIONS, reason=REASON, comments=[comment])
    adjusting.reword(
        wording(plan, "1.1"), {PlanField.TERM_MONTHS: 6}, why, version=1, by=editor, at=ANSWERED
    )
    answered(comment, cast, Decision.INCORPORATED, "Lo incorporamos.", ANSWERED)
    yield plan
    answering.publish_report(plan, by=cast.alba_approver, at=ANSWERED)
    yield plan
    publishing.publish_edition(plan, by=editor, at=ANSWERED)
    yield plan


def lives(cast, clock) -> Iterator[object]:
    """A draft, and a plan at each of its stages."""
    yield a_draft(cast, "en-preparacion")
    yield from stages(an_announced_plan(cast), cast, clock)


def test_a_form_about_another_round_or_edition_is_refused_by_its_verb_r12(
    app, cast, everyone, clock, desk
):
    told_otherwise = set().union(*TOLD_OTHERWISE.values())
    seen = set()
    for plan in lives(cast, clock):
        visitor = desk(everyone)
        for page in pages(app, plan.slug):
            for endpoint, there, form in forms_in(visitor, page, app):
                if endpoint in told_otherwise:
                    continue
                sent = filled_in(form)
                assert sent.get("about"), f"{page}: {endpoint} does not say what it is about"
                before = Event.select().count()
                sent["about"] = sent["about"].replace("round:", "round:9")
                answer = visitor.post(there, sent, 409)
                assert "otra ronda u otra edición" in answer.words, endpoint
                assert Event.select().count() == before
                seen.add(endpoint)
    assert routes_with_forms(app) - told_otherwise == seen
    assert told_otherwise < routes_with_forms(app)
