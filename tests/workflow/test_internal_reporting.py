"""The internal report: what it needs, what is drawn, and that once delivered it never changes."""

import hashlib
import json

import pytest
from peewee import DatabaseError

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    WHILE_OPEN,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import adjusted, reported
from webapp.models import Area, Event, InternalReport, ValueGroup
from webapp.storage.db import is_sqlite
from webapp.vocabulary import CyclePhase, IncidenceLevel, ParticipationSpace, PlanField
from webapp.workflow import announcing, internal_reporting, verifying
from webapp.workflow.internal_reporting import Account, Lacking
from webapp.workflow.refusals import Incomplete, Invalid, NotAllowed, StaleCopy, WrongState


def an_account(**content) -> Account:
    return Account(
        **{
            "title": "Consulta del plan",
            "cycle_phase": CyclePhase.FORMULATION,
            "space": ParticipationSpace.CONSULTATION,
            "area": Area.get(Area.name == "Planeación"),
            "activities": "Se publicó y se hizo un taller.",
            "contributions": "Pidieron luz.",
            "results": "Cambió una acción.",
            **content,
        }
    )


@pytest.fixture
def cast(database):
    return a_cast()


@pytest.fixture
def plan(cast):
    return an_announced_plan(cast)


def started(plan, cast, **content) -> InternalReport:
    return internal_reporting.start(
        plan.announced_round, an_account(**content), by=cast.elena_editor, at=WHILE_OPEN
    )


def delivered(report, cast, at=AFTER_CLOSE) -> InternalReport:
    return internal_reporting.deliver(
        report,
        recipient="Oficina de Planeación",
        version=report.fresh().version,
        by=cast.elena_editor,
        at=at,
    )


def test_it_is_delivered_frozen_with_number_date_recipient_and_digest(plan, cast):
    report = delivered(started(plan, cast), cast)
    assert (report.number, report.year, report.recipient) == (1, 2026, "Oficina de Planeación")
    assert report.delivered_at == AFTER_CLOSE
    assert report.digest == hashlib.sha256(report.snapshot.encode()).hexdigest()
    assert report.content["activities"]["text"] == "Se publicó y se hizo un taller."
    assert Event.head().details["digest"] == report.digest
    assert verifying.verify()["internal_reports"] == 1


def test_the_five_contents_are_there_the_figures_drawn_from_the_round_r18(cast):
    plan = an_announced_plan(cast)
    young, elders = ValueGroup.public()[:2]
    comments = [
        shown(filed(plan, f"Luz en la cuadra {n}.", value_group=young, form=f"{n}").comment, cast)
        for n in range(6)
    ]
    comments += [shown(filed(plan, f"Otra {n}.", form=f"o{n}").comment, cast) for n in range(6)]
    plan = adjusted(plan, cast, comments, {"1.1": {PlanField.TERM_MONTHS: 6}})
    content = delivered(started(plan, cast), cast, at=later(AFTER_CLOSE, days=1)).content
    assert {"activities", "groups", "contributions", "indicators", "results"} <= content.keys()
    assert content["contributions"]["received"] == 12
    cells = {
        each["name"]: (each["state"], each["observations"]) for each in content["groups"]["cells"]
    }
    assert cells[young.name] == ("number", 6)
    assert cells[elders.name] == ("nobody", 0)
    assert content["indicators"]["answered"] == 12
    assert content["indicators"]["accepted_share"] == 100
    assert content["indicators"]["actions_changed"] == 1
    assert content["indicators"]["incidence"] == IncidenceLevel.FORMULATION


def test_its_instant_says_the_zone_and_its_form_is_named(plan, cast):
    content = delivered(started(plan, cast), cast).content
    assert content["delivered_at"] == "2026-03-20T09:00:00-05:00"
    assert content["form"] == "enmienda.internal_report.4"


def test_that_of_another_space_has_what_was_written_and_nothing_of_the_round(plan, cast):
    for number in range(3):
        filed(plan, f"Luz en la cuadra {number}.", form=f"{number}")
    workshop = started(
        plan,
        cast,
        space=ParticipationSpace.FOCUS_GROUP,
        activities="Vinieron 12 personas mayores.",
        contributions="Piden bancas.",
        results="Se lleva a la mesa.",
    )
    content = delivered(workshop, cast).content
    assert content["activities"] == {"text": "Vinieron 12 personas mayores."}
    assert content["contributions"] == {"text": "Piden bancas."}
    assert content["results"] == "Se lleva a la mesa."
    assert content["groups"] is content["indicators"] is None


def test_the_consultation_is_awaited_until_a_report_of_it_is_delivered(plan, cast):
    def awaited(at=AFTER_CLOSE):
        return [(each.plan, each.number) for each in InternalReport.awaited(at)]

    a_draft(cast, "en-preparacion")
    cancelled = an_announced_plan(cast, "cancelado")
    announcing.cancel(
        cancelled, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    assert awaited(at=later(CLOSES_AT, microseconds=-1)) == []
    assert awaited(at=CLOSES_AT) == [(plan, 1)]
    delivered(started(plan, cast, space=ParticipationSpace.WORKING_TABLE), cast)
    report = started(plan, cast)
    assert awaited() == [(plan, 1)]
    delivered(report, cast)
    assert awaited() == []


def test_a_group_of_few_and_a_sensitive_one_are_not_told_r14(plan, cast):
    young = ValueGroup.public()[0]
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    for number in range(2):
        filed(plan, f"Pongan luz {number}.", value_group=young, form=f"y{number}")
        filed(plan, f"Pongan agua {number}.", value_group=sensitive, form=f"s{number}")
    report = delivered(started(plan, cast), cast)
    assert report.content["groups"] == {}, "nothing before the report of the round"
    reported(plan, cast)
    later_one = delivered(started(plan, cast), cast)
    assert later_one.content["groups"] == {"observations": 4, "cells": [], "unsaid": None}
    for each in (report, later_one):
        assert sensitive.name not in each.snapshot
        assert young.name not in each.snapshot


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"title": " "}, "title"),
        ({"is_good_practice": True}, "good_practice"),
    ],
)
def test_what_cannot_be_so_is_refused(plan, cast, content, field):
    with pytest.raises(Invalid) as refused:
        started(plan, cast, **content)
    assert set(refused.value.faults) == {field}


def test_it_is_not_delivered_while_people_still_write_nor_incomplete_nor_to_nobody(plan, cast):
    report = started(plan, cast, area=None, activities="", contributions=" ", results=" ")
    with pytest.raises(Incomplete) as incomplete:
        delivered(report, cast)
    assert incomplete.value.missing == list(Lacking)
    whole = started(plan, cast)
    with pytest.raises(WrongState):
        delivered(whole, cast, at=WHILE_OPEN)
    with pytest.raises(Invalid):
        internal_reporting.deliver(
            whole, recipient=" ", version=1, by=cast.elena_editor, at=AFTER_CLOSE
        )
    assert not InternalReport.delivered().exists()


def test_that_of_a_cancelled_consultation_can_be_delivered(plan, cast):
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    assert delivered(started(plan, cast), cast, at=WHILE_OPEN).number == 1


def test_a_delivered_report_never_changes_by_a_verb_or_by_hand(plan, cast, database):
    report = delivered(started(plan, cast), cast)
    with pytest.raises(WrongState):
        internal_reporting.edit(
            report, an_account(title="Otro"), version=2, by=cast.elena_editor, at=AFTER_CLOSE
        )
    with pytest.raises(WrongState):
        internal_reporting.discard(report, version=2, by=cast.elena_editor, at=AFTER_CLOSE)
    with pytest.raises(WrongState):
        delivered(report, cast)
    for by_hand in (
        InternalReport.update(snapshot="{}"),
        InternalReport.update(digest="0" * 64),
        InternalReport.update(delivered_at=None),
        InternalReport.delete(),
    ):
        with pytest.raises(DatabaseError), database.atomic():
            by_hand.execute()
    assert json.loads(report.fresh().snapshot) == report.content


def test_a_correction_is_a_new_report_that_names_the_one_it_replaces(plan, cast):
    first = delivered(started(plan, cast), cast)
    second = internal_reporting.start(
        plan.announced_round,
        an_account(results="Cambiaron dos acciones."),
        replaces=first,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    assert first.replacement is None
    with pytest.raises(WrongState):
        internal_reporting.start(
            plan.announced_round, an_account(), replaces=first, by=cast.elena_editor, at=AFTER_CLOSE
        )
    second = delivered(second, cast)
    assert (second.number, second.content["replaces"]) == (2, 1)
    assert first.replacement == second
    assert InternalReport.standing() == [second]
    assert list(InternalReport.delivered()) == [second, first]
    assert verifying.verify()["internal_reports"] == 2


def test_only_a_delivered_report_of_the_same_round_is_corrected(plan, cast):
    draft = started(plan, cast)
    other = an_announced_plan(cast, "otro-plan")
    for consultation, replaced in (
        (plan.announced_round, draft),
        (other.announced_round, delivered(started(plan, cast), cast)),
    ):
        with pytest.raises(WrongState):
            internal_reporting.start(
                consultation, an_account(), replaces=replaced, by=cast.elena_editor, at=AFTER_CLOSE
            )


def test_two_who_write_at_once_do_not_overwrite_each_other_r12(plan, cast):
    report = started(plan, cast)
    internal_reporting.edit(
        report, an_account(results="Uno."), version=1, by=cast.elena_editor, at=WHILE_OPEN
    )
    with pytest.raises(StaleCopy):
        internal_reporting.edit(
            report, an_account(results="Dos."), version=1, by=cast.elena_editor, at=WHILE_OPEN
        )
    assert report.fresh().results == "Uno."


def test_a_draft_may_be_thrown_away_and_the_log_says_so(plan, cast):
    report = started(plan, cast)
    internal_reporting.discard(report, version=1, by=cast.elena_editor, at=WHILE_OPEN)
    assert not InternalReport.select().exists()
    assert Event.head().verb == "internal_report.discarded"


def test_only_an_editor_writes_and_only_of_an_announced_round(plan, cast):
    with pytest.raises(NotAllowed):
        internal_reporting.start(
            plan.announced_round, an_account(), by=cast.aldo_auditor, at=WHILE_OPEN
        )
    draft = a_draft(cast, "en-preparacion")
    with pytest.raises(WrongState):
        internal_reporting.start(
            draft.consultation, an_account(), by=cast.elena_editor, at=WHILE_OPEN
        )


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE internal_report SET snapshot = '{}'",
        "UPDATE internal_report SET digest = ''",
        "DELETE FROM internal_report",
    ],
)
def test_verify_finds_a_report_that_was_altered_below(plan, cast, database, tampering):
    delivered(started(plan, cast), cast)
    if is_sqlite():
        database.execute_sql("DROP TRIGGER internal_report_update")
        database.execute_sql("DROP TRIGGER internal_report_delete")
    else:
        database.execute_sql("DROP TRIGGER internal_report_frozen ON internal_report")
    database.execute_sql(tampering)
    with pytest.raises(verifying.Unsound):
        verifying.verify()
