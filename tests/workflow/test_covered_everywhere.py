"""No text that becomes public says covered words again, whatever the act (R13)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.canaries import CLEAN, NAME, announced_and_names, covered, replaced
from tests.cast import (
    AFTER_CLOSE,
    IN_MARCH,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_account,
    an_announced_plan,
    an_outline,
    filed,
    later,
    shown,
)
from webapp.models import Area, Document, Entity, Plan, Staff, ValueGroup
from webapp.vocabulary import (
    Channel,
    CyclePhase,
    Decision,
    ParticipationSpace,
    PublicityChannel,
    PublicityStage,
    Role,
)
from webapp.vocabulary.participation_duties import Duty
from webapp.workflow import (
    announcing,
    drafting,
    entity_settings,
    intake,
    internal_reporting,
    publicising,
    splitting,
)
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.splitting import LetterPiece

SAID = f"Así lo pidió {NAME}."
FILE_NAME = "acta_zacarias-mondragon.pdf"
PDF = b"%PDF-1.4 uno"
Act = Callable[[Plan, Staff], object]


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def everyone(cast) -> Staff:
    return an_account("Todo Terreno", *Role)


@pytest.fixture
def plan(cast) -> Plan:
    plan = announced_and_names(cast)
    covered(plan, cast)
    return plan.fresh()


def attached(plan: Plan, by: Staff, **said: str) -> object:
    told = {"title": "Acta", "filename": "acta.pdf", "media_type": "application/pdf"}
    return drafting.attach(plan, **told | said, content=PDF, by=by, at=WHILE_OPEN)


def channels(plan: Plan, by: Staff) -> object:
    round_ = plan.consultation
    given = {Channel.WEB: "", Channel.FRONT_DESK: SAID}
    return announcing.set_channels(round_, given, version=round_.version, by=by, at=WHILE_OPEN)


def made_known(plan: Plan, by: Staff, scan: intake.Scan | None = None, **said: str) -> object:
    sending = publicising.Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=next(iter(PublicityChannel)),
        on=date(2026, 3, 3),
        **{"audience": "Vecinos"} | said,
    )
    return publicising.note(plan.consultation, sending, scan=scan, by=by, at=WHILE_OPEN)


def corrected_sending(plan: Plan, by: Staff) -> object:
    made_known(plan, by)
    known = plan.consultation.publicity.get()
    sending = publicising.Sending(
        stage=known.stage, channel=known.channel, on=known.on, audience=SAID
    )
    return publicising.correct(known, sending, version=known.version, by=by, at=WHILE_OPEN)


def account(**said: Any) -> internal_reporting.Account:
    told = {"activities": "Una mesa.", "contributions": "Ninguna.", "results": "Un acta."}
    return internal_reporting.Account(
        **{"title": "Mesa", **told, **said},
        area=Area.select().first(),
        cycle_phase=CyclePhase.FORMULATION,
        space=ParticipationSpace.CONSULTATION,
    )


def started(plan: Plan, by: Staff, **said: str) -> Any:
    return internal_reporting.start(plan.consultation, account(**said), by=by, at=WHILE_OPEN)


def edited(plan: Plan, by: Staff) -> object:
    report = started(plan, by)
    said = account(lessons=SAID)
    return internal_reporting.edit(report, said, version=report.version, by=by, at=WHILE_OPEN)


def delivered(plan: Plan, by: Staff) -> object:
    report = started(plan, by)
    return internal_reporting.deliver(
        report, recipient=SAID, version=report.version, by=by, at=AFTER_CLOSE
    )


def meeting(plan: Plan, by: Staff) -> object:
    told = intake.Gathering(title="Mesa", place=SAID, held_on=date(2026, 3, 2), attendance={})
    return intake.save_meeting(plan, told, by=by, at=WHILE_OPEN)


def entity(plan: Plan, by: Staff) -> object:
    held = Entity.current()
    names = entity_settings.Particulars.__dataclass_fields__
    told = {name: getattr(held, name) for name in names} | {"office_hours": SAID}
    particulars = entity_settings.Particulars(**told)
    return entity_settings.update_entity(
        held, particulars, version=held.version, by=by, at=WHILE_OPEN
    )


def links(plan: Plan, by: Staff) -> object:
    held, given = Entity.current(), {next(iter(Duty)): "https://x.co/zacarias-mondragon"}
    return entity_settings.set_participation_links(
        held, given, version=held.version, by=by, at=WHILE_OPEN
    )


def entry(plan: Plan, by: Staff) -> object:
    values = {"name": f"Vecinos de {NAME}"}
    return entity_settings.save_entry(ValueGroup, values, by=by, at=WHILE_OPEN)


SCAN = intake.Scan(filename=FILE_NAME, media_type="application/pdf", content=PDF)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (lambda plan, by: attached(plan, by, title=SAID), "title"),
        (lambda plan, by: attached(plan, by, filename=FILE_NAME), "file"),
        (channels, "channels"),
        (lambda plan, by: made_known(plan, by, audience=SAID), "audience"),
        (lambda plan, by: made_known(plan, by, details=SAID), "details"),
        (lambda plan, by: made_known(plan, by, link=f"https://x.co/{FILE_NAME}"), "link"),
        (lambda plan, by: made_known(plan, by, scan=SCAN), "scan"),
        (corrected_sending, "audience"),
        (lambda plan, by: started(plan, by, evidence=SAID), "evidence"),
        (edited, "lessons"),
        (delivered, "recipient"),
        (meeting, "place"),
        (entity, "office_hours"),
        (links, next(iter(Duty)).name.lower()),
        (entry, "name"),
    ],
)
def test_no_act_writes_covered_words_into_what_the_public_reads_r13(plan, everyone, act, field):
    with pytest.raises(Invalid) as refused:
        act(plan, everyone)
    assert list(refused.value.faults) == [field]


def test_the_answer_to_a_part_does_not_say_covered_words_again_r13(plan, cast):
    letter = shown(filed(plan, "Un buzón. Y una mesa.").comment, cast)
    pieces = [LetterPiece("Un buzón.", None), LetterPiece("Y una mesa.", None)]
    given = {"by": cast.rosa_responder, "at": AFTER_CLOSE}
    part, *_ = splitting.split(letter, pieces, version=letter.version, **given)
    reason = "Así se vio en la reunión que se hizo con la gente del barrio."
    with pytest.raises(Invalid) as refused:
        splitting.answer_part(
            part, decision=Decision.NOT_INCORPORATED, text=SAID, reason=reason,
            version=part.version, **given,
        )  # fmt: skip
    assert list(refused.value.faults) == ["text"]


def test_a_clean_copy_and_the_order_do_not_say_covered_words_again_r13(plan, cast):
    document = Document.listed(plan)[0]
    with pytest.raises(Invalid) as refused:
        replaced(document, cast, replace(CLEAN, filename=FILE_NAME))
    assert list(refused.value.faults) == ["file"]
    with pytest.raises(Invalid) as refused:
        covered(plan, cast, "mesa directiva", order=f"Sentencia de {NAME}")
    assert list(refused.value.faults) == ["order"]


def test_the_reason_of_a_short_window_does_not_say_covered_words_again_r13(plan, cast):
    draft = a_draft(cast, "otro-plan")
    short = replace(IN_MARCH, last_day=IN_MARCH.first_day, short_reason=SAID)
    with pytest.raises(Invalid) as refused:
        announcing.set_window(
            draft, short, version=draft.consultation.version, by=cast.elena_editor, at=MONDAY
        )
    assert list(refused.value.faults) == ["short_reason"]


def test_a_report_written_before_the_cover_is_not_delivered_with_its_words_r13(cast, everyone):
    plan = announced_and_names(cast)
    report = started(plan, everyone, lessons=SAID)
    covered(plan, cast)
    with pytest.raises(Invalid) as refused:
        internal_reporting.deliver(
            report, recipient="Planeación", version=report.version, by=everyone,
            at=later(AFTER_CLOSE, days=1),
        )  # fmt: skip
    assert list(refused.value.faults) == ["lessons"]


def a_draft_that_says(cast: Cast, improvement: str = "Dos.", **facts: str) -> Plan:
    first, second = an_outline().categories
    said = replace(first, actions=(replace(first.actions[0], improvement=improvement),))
    outline = replace(an_outline(), categories=(said, second))
    plan = a_draft(cast, "otro-plan", outline=outline)
    edition = plan.draft_edition
    told = {"title": "Otro plan", "summary": "Un plan corto."} | facts
    drafting.edit_facts(
        edition, drafting.Facts(**told), version=edition.version, by=cast.elena_editor, at=MONDAY
    )
    return plan.fresh()


@pytest.mark.parametrize(
    ("said", "place"), [({"improvement": SAID}, "1: 1.1"), ({"summary": SAID}, "1")]
)
def test_another_plan_is_not_announced_with_covered_words_r13(plan, cast, said, place):
    draft = a_draft_that_says(cast, **said)
    announce = {"by": cast.elena_editor, "at": MONDAY, "accept_findings": True}
    with pytest.raises(WrongState) as refused:
        announcing.announce(draft, **announce)
    assert refused.value.params["places"] == place
    assert draft.fresh().announced_round is None


def test_another_plan_without_covered_words_is_announced_r13(plan, cast):
    assert an_announced_plan(cast, "otro-plan").announced_round


def test_the_documents_of_a_plan_are_held_to_what_was_covered_when_it_is_announced_r13(
    cast, everyone
):
    draft = a_draft(cast, "otro-plan")
    attached(draft, everyone, title=f"Carta de {NAME}")
    plan = announced_and_names(cast)
    covered(plan, cast)
    with pytest.raises(WrongState):
        announcing.announce(draft.fresh(), by=everyone, at=MONDAY, accept_findings=True)
