"""What notices say: the words, the headers, and what must never be in them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256

import pytest
import time_machine
from flask import Flask, g

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.worlds import (
    SECRET,
    a_letter_in_parts_answered,
    a_plan_that_gains_and_loses_an_action,
    adjusted,
    an_adjusted_plan,
    answered,
    form_corrected,
)
from webapp import create_app
from webapp.mailing import letters, readiness
from webapp.mailing.envelope import seal
from webapp.models import Entity, Notice, Plan, Subscription
from webapp.storage.db import db
from webapp.values.addresses import BadAddress
from webapp.vocabulary import (
    AnnulmentGround,
    AuthorKind,
    CorrectionKind,
    Decision,
    Ground,
    NoticeKind,
    NoticeReason,
    PlanField,
    RoundScope,
)
from webapp.web.filters import entity
from webapp.workflow import (
    adjusting,
    amending_parts,
    announcing,
    annulling,
    answering,
    bulk,
    bulk_acts,
    correcting,
    moderating,
    publishing,
    reminding,
    subscribing,
    taking_back,
)
from webapp.workflow.amending_parts import PartReply
from webapp.workflow.announcing import WindowDays
from webapp.workflow.bulk import Listed
from webapp.workflow.reopening import Reopening
from webapp.workflow.subscribing import SubscriptionRequest

PEPA = {"email": "pepa@example.com", "consent": True}
PERSON = {"name": "Pepa Peralta", "author_kind": AuthorKind.PERSON, **PEPA}
Mail = Callable[..., EmailMessage]


@pytest.fixture
def app(sqlite_url: str) -> Iterator[Flask]:
    app = create_app(
        database_url=sqlite_url, secret_key="only for tests: it is long enough",
        mail_url="smtp://localhost?from=avisos@concejo.example",
        base_url="https://concejo.example/consultas",
    )  # fmt: skip
    with db.connection_context(), app.app_context():
        yield app


@pytest.fixture
def cast(app: Flask) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def mail(app: Flask) -> Mail:
    """The message of the only notice of a kind, as it would leave at a moment."""

    def mail(kind: NoticeKind, at: datetime = WHILE_OPEN, **which: object) -> EmailMessage:
        (notice,) = Notice.select().where(Notice.kind == kind)
        with app.app_context(), time_machine.travel(at.replace(tzinfo=UTC), tick=False):
            g.now = at
            address, letter = letters.write(notice, at=at)
            envelope = seal(
                letter, notice, address=address, sender="avisos@concejo.example",
                entity=entity(), at=at,
            )  # fmt: skip
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        return message

    return mail


def text_of(message: EmailMessage) -> str:
    """The words of its plain part, spaces folded."""
    return " ".join(message.get_body(("plain",)).get_content().split())


def html_of(message: EmailMessage) -> str:
    return message.get_body(("html",)).get_content()


def a_subscriber(plan: Plan | None) -> Subscription:
    subscribing.subscribe(
        plan, SubscriptionRequest(email="susana@example.com", consent=True), at=MONDAY
    )
    subscription = Subscription.get()
    subscribing.confirm(subscription, at=MONDAY)
    return subscription.fresh()


# --- to the author --------------------------------------------------------------------------------


def test_the_receipt_has_number_code_and_link_and_not_the_text(plan, mail):
    receipt = filed(plan, f"Pongan un buzón. {SECRET}", **PERSON)
    message = mail(NoticeKind.RECEIPT)
    text = text_of(message)
    assert message["Subject"] == "Recibimos su observación CMC-2026-000001"
    for words in (
        "CMC-2026-000001",
        receipt.tracking_code,
        f"https://concejo.example/consultas/seguimiento/{receipt.tracking_code}",
        "Plan de prueba",
        "Acción 1.1",
        "hora de Colombia",
        "Si usted no envió esta observación",
    ):
        assert words in text, words
    for words in (SECRET, "buzón", "Pepa"):
        assert words not in text + html_of(message)


def test_the_receipt_can_be_checked_like_the_one_on_the_page_r17(plan, mail):
    comment = filed(plan, **PEPA).comment.fresh()
    text = text_of(mail(NoticeKind.RECEIPT))
    assert f"Huella de lo que envió (SHA-256): {comment.content_digest}" in text
    assert f"Número {comment.log_size}, sello {comment.log_head}" in text
    assert f"https://concejo.example/consultas/registro?entrada={comment.log_size}" in text


def test_a_receipt_whose_code_is_no_longer_kept_says_where_it_is(plan, mail):
    filed(plan, **PEPA)
    Notice.update(code="").execute()
    text = text_of(mail(NoticeKind.RECEIPT))
    assert "está en la constancia" in text
    assert "https://concejo.example/consultas/seguimiento " in text


def test_what_is_withheld_is_told_with_its_reason(plan, cast, mail):
    comment = filed(plan, f"Llamen al 3105550199. {SECRET}", **PERSON).comment
    moderating.withhold(
        comment, ground=Ground.OTHER, note="Repite un anuncio.", version=1,
        by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    message = mail(NoticeKind.MODERATED)
    assert message["Subject"] == "El texto de su observación CMC-2026-000001 no se muestra"
    assert "Motivo: Repite un anuncio." in text_of(message)
    assert SECRET not in text_of(message)
    assert "Mario" not in text_of(message)


def test_what_is_in_review_again_is_not_told(plan, cast, mail):
    """R16"""
    comment = filed(plan, "Pongan un buzón.", **PEPA).comment
    listed = [Listed(comment.filing_number, bulk.stamps([comment])[comment.id])]
    done = bulk_acts.show(listed, plan=plan, by=cast.mario_moderator, at=WHILE_OPEN)
    assert "tal como usted la envió" in text_of(mail(NoticeKind.MODERATED))
    bulk.undo(done, by=cast.mario_moderator, at=WHILE_OPEN)
    with pytest.raises(letters.NotNeeded) as not_needed:
        mail(NoticeKind.MODERATED)
    assert not_needed.value.reason is NoticeReason.OUT_OF_DATE


def test_the_answer_comes_whole_with_decision_and_reason(plan, cast, mail):
    comment = shown(filed(plan, **PEPA).comment, cast)
    adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 9}})
    text = text_of(mail(NoticeKind.ANSWERED))
    for words in ("Lo incorporamos.", "Decisión: Incorporada", "Es lo que corresponde."):
        assert words in text
    assert "https://concejo.example/consultas/observaciones/CMC-2026-000001" in text
    for words in ("Rosa", "Alba"):
        assert words not in text


def test_the_adjusted_plan_tells_each_author_the_changes_that_name_their_observation(
    plan, cast, mail
):
    comment = shown(filed(plan, **PEPA).comment, cast)
    adjusted(plan, cast, [comment], {"1.1": {PlanField.IMPROVEMENT: "Un <b>buzón</b>.",
                                             PlanField.TERM_MONTHS: 9}})  # fmt: skip
    message = mail(NoticeKind.ADJUSTED, later(AFTER_CLOSE, days=1))
    text = text_of(message)
    assert "2 cambios nombran su observación CMC-2026-000001" in text
    assert "Decía: Construir dos mecanismos de recolección. Ahora dice: Un <b>buzón</b>." in text
    assert "de 3 a 9 meses" in text
    assert "/cambios?de=1&a=2" in text
    assert "<b>" not in html_of(message)


def test_who_asked_for_a_new_action_is_told_of_it_as_one_thing(app, cast, mail):
    a_plan_that_gains_and_loses_an_action(cast, proposer=PEPA)
    text = text_of(mail(NoticeKind.ADJUSTED, later(AFTER_CLOSE, days=1)))
    assert "1 cambio nombra su observación CMC-2026-000001" in text
    assert "* Acción 1.3: es nueva Ahora dice: Oír a quienes viven en las veredas." in text
    assert "12 meses Por qué: Nadie las oía." in text


def test_who_asked_to_withdraw_one_is_told_of_it_as_one_thing(app, cast, mail):
    a_plan_that_gains_and_loses_an_action(cast, **PEPA)
    text = text_of(mail(NoticeKind.ADJUSTED, later(AFTER_CLOSE, days=1)))
    assert "* Acción 1.2: fue retirada Decía: Divulgar el plan." in text
    assert "Ahora dice: (nada) Por qué: Ya se cumplió." in text


def test_and_who_caused_none_is_told_so(plan, cast, mail):
    quiet = shown(filed(plan, "Nada.", **PEPA).comment, cast)
    heard = shown(filed(plan).comment, cast)
    answered(quiet, cast, Decision.NOT_INCORPORATED)
    adjusted(plan, cast, [heard], {"1.1": {PlanField.TERM_MONTHS: 9}})
    assert "Ningún cambio nombra su observación" in text_of(mail(NoticeKind.ADJUSTED))


def test_where_the_edition_changes_nothing_nobody_reads_of_changes(plan, cast, mail):
    comment = shown(filed(plan, **PEPA).comment, cast)
    answered(comment, cast, Decision.NOT_INCORPORATED)
    adjusted(plan, cast, [], {})
    message = mail(NoticeKind.ADJUSTED)
    assert message["Subject"] == "El plan queda como estaba: Plan de prueba"
    assert "No trae cambios: el plan queda como estaba." in text_of(message)
    assert "CMC-2026-000001" in text_of(message)


# --- to subscribers -------------------------------------------------------------------------------


def test_every_notice_to_subscribers_has_the_way_out(plan, cast, mail):
    subscriber = a_subscriber(plan)
    reminding.put_what_is_due(at=later(WHILE_OPEN, days=-6))
    announcing.extend(
        plan.consultation, last_day=date(2026, 3, 31), reason="Llovió. Así lo decidió la Mesa.",
        version=plan.consultation.version, by=cast.elena_editor, at=WHILE_OPEN,
    )  # fmt: skip
    comment = shown(filed(plan).comment, cast)
    adjusted(plan, cast, [comment], {"1.1": {PlanField.TERM_MONTHS: 9}}, at=datetime(2026, 4, 2))
    told = {each.kind for each in Notice.select().where(Notice.subscription == subscriber)}
    assert told >= {NoticeKind.EXTENDED, NoticeKind.REPORT, NoticeKind.ADJUSTED}
    for kind in told - {NoticeKind.CONFIRMATION}:
        message = mail(kind)
        leave = re.fullmatch("<(https://concejo.example/consultas/suscripciones/[^/]+/baja)>",
                             message["List-Unsubscribe"])  # fmt: skip
        assert leave, kind
        assert leave[1] in text_of(message)
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Llovió." in text_of(mail(NoticeKind.EXTENDED))


def test_who_asked_for_every_plan_reads_so_and_leaves_every_plan(cast, mail):
    subscribing.subscribe(
        None, SubscriptionRequest(email="susana@example.com", consent=True), at=MONDAY
    )
    assert "pidió los avisos de todos los planes" in text_of(mail(NoticeKind.CONFIRMATION, MONDAY))
    subscribing.confirm(Subscription.get(), at=MONDAY)
    assert "ya los recibe" in text_of(mail(NoticeKind.CONFIRMATION, MONDAY))
    an_announced_plan(cast)
    message = mail(NoticeKind.ANNOUNCED, MONDAY)
    assert message["Subject"] == "Nueva consulta sobre Plan de prueba"
    assert "Leer el plan" in text_of(message)
    assert "Leer el plan y opinar" not in text_of(message), "nobody can yet"
    assert "porque usted pidió los avisos de todos los planes" in text_of(message)
    assert "/baja" in message["List-Unsubscribe"]


def test_without_observations_or_changes_subscribers_read_that(cast, mail):
    plan = an_announced_plan(cast)
    a_subscriber(plan)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    message = mail(NoticeKind.REPORT)
    assert message["Subject"] == "No hubo observaciones a tiempo: Plan de prueba"
    assert "https://concejo.example/consultas/planes/plan-de-prueba/informe?ronda=1" in text_of(
        message
    )
    assert "Si hay cambios, sigue el plan ajustado." in text_of(message)
    assert mail(NoticeKind.ADJUSTED)["Subject"] == "El plan queda como estaba: Plan de prueba"


def test_a_second_round_is_named_to_subscribers_and_authors(plan, cast, mail):
    adjusted(plan, cast, [shown(filed(plan).comment, cast)], {"1.1": {PlanField.TERM_MONTHS: 9}})
    at = later(AFTER_CLOSE, days=2)
    a_subscriber(plan)
    announcing.announce_round(
        plan.fresh(), WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.CHANGED, by=cast.elena_editor, at=at,
    )  # fmt: skip
    message = mail(NoticeKind.ANNOUNCED, at)
    assert message["Subject"] == "Nueva consulta sobre Plan de prueba (segunda ronda)"
    words = "La consulta: Segunda ronda, solo sobre lo que cambió"
    assert words in text_of(message)
    filed(plan.fresh(), "Ahora sí.", at=datetime(2026, 4, 10), **PEPA)
    assert words in text_of(mail(NoticeKind.RECEIPT))


def test_who_has_not_confirmed_gets_the_link_and_no_way_out_to_click_by_mistake(plan, mail):
    subscribing.subscribe(
        plan, SubscriptionRequest(email="susana@example.com", consent=True), at=WHILE_OPEN
    )
    message = mail(NoticeKind.CONFIRMATION)
    assert re.search("/suscripciones/[^/ ]+/confirmacion", text_of(message))
    assert message["List-Unsubscribe"] is None


def test_an_invitation_that_comes_too_late_is_not_sent(plan, cast, mail):
    a_subscriber(plan)
    reminding.put_what_is_due(at=datetime(2026, 3, 15, 13))
    assert "está por cerrar" in text_of(mail(NoticeKind.CLOSING_SOON, datetime(2026, 3, 16)))
    with pytest.raises(letters.NotNeeded):
        mail(NoticeKind.CLOSING_SOON, AFTER_CLOSE)


# --- envelopes ------------------------------------------------------------------------------------

HOSTILE = "A\nBcc: x@example.com\r\nX-Evil: 1\u2028\x85\x0b"


def test_no_name_can_add_a_header(plan, cast, mail):
    filed(plan, f"{HOSTILE} <script>", name=HOSTILE, author_kind=AuthorKind.PERSON, **PEPA)
    Entity.update(name=HOSTILE).execute()
    message = mail(NoticeKind.RECEIPT)
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["To"] == "pepa@example.com"
    assert message["From"].addresses[0].addr_spec == "avisos@concejo.example"
    assert message["From"].addresses[0].display_name == "A Bcc: x@example.com X-Evil: 1"


@pytest.mark.parametrize(
    "address", ["a@example.com\nBcc: x@example.com", "a@example.com, b@example.com", "a b@x", "@"]
)
def test_what_is_not_one_address_gets_no_envelope(plan, mail, address):
    filed(plan, email=address, consent=True)
    with pytest.raises(BadAddress):
        mail(NoticeKind.RECEIPT)


def test_an_address_of_the_entity_that_is_none_costs_no_letter(plan, mail):
    filed(plan, **PEPA)
    Entity.update(email="concejo@concejo").execute()
    assert mail(NoticeKind.RECEIPT)["Reply-To"] is None
    assert readiness.is_ready()


def test_headers_are_sound_and_the_answer_goes_to_the_entity(plan, mail):
    filed(plan, email="ñandú@piñón.example", consent=True)
    message = mail(NoticeKind.RECEIPT)
    assert message["To"] == "ñandú@xn--pin-8mak.example"
    assert message["Reply-To"] == "concejo@concejo.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@concejo.example>")
    assert message["Message-ID"] == mail(NoticeKind.RECEIPT)["Message-ID"]
    assert message["Date"].datetime == WHILE_OPEN.replace(tzinfo=UTC)
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_whoever_reads_the_log_of_a_mail_server_finds_no_observation_by_a_message_r13(plan, mail):
    filed(plan, **PEPA)
    number, _, _ = mail(NoticeKind.RECEIPT)["Message-ID"].strip("<>").partition("@")
    key = Notice.get().key
    guesses = {sha256(each.encode()).hexdigest()[:32] for each in (key, f"message:{key}")}
    assert number not in guesses


def test_the_correction_of_a_part_is_told_with_what_it_says_now_r21(plan, cast, mail):
    comment = shown(filed(plan, **PERSON).comment, cast)
    a_letter_in_parts_answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    part = comment.parts.first()
    reply = PartReply(
        decision=Decision.OUT_OF_SCOPE, text="Es asunto de otra entidad.",
        reason="Los buzones de la plaza son del operador de correo del país.",
    )  # fmt: skip
    correction = correcting.propose(
        CorrectionKind.PART, part, plan=plan, reason="La parte citaba otra acción.",
        details=amending_parts.details_of(part, reply, version=part.version),
        by=cast.rosa_responder, at=AFTER_CLOSE,
    )  # fmt: skip
    correcting.approve(correction, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    text = text_of(mail(NoticeKind.ANSWER_CORRECTED, AFTER_CLOSE))
    for words in (reply.text, reply.reason, "La parte citaba otra acción.", "No incorporada"):
        assert words in text
    assert "Le respondemos por partes." not in text


def test_whoever_wrote_is_told_that_the_registration_stands_again_r21(plan, cast, mail):
    comment = shown(filed(plan, **PERSON).comment, cast)
    annulment = correcting.propose(
        CorrectionKind.ANNULMENT, comment, plan=plan, reason="Se trajo el archivo equivocado.",
        details=annulling.proposal(AnnulmentGround.WRONG_FILE, [comment]),
        by=cast.mario_moderator, at=AFTER_CLOSE,
    )  # fmt: skip
    annulment = correcting.approve(annulment, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    back = correcting.propose(
        CorrectionKind.ANNULMENT_TAKEN_BACK, annulment, plan=plan, reason="Era la carta de otra.",
        details=taking_back.proposal(annulment, [comment]), by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )  # fmt: skip
    correcting.approve(back, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    message = mail(NoticeKind.REINSTATED, AFTER_CLOSE)
    assert comment.filing_number in message["Subject"]
    assert "vuelve con el mismo número" in text_of(message)
    assert "Era la carta de otra." in text_of(message)


@pytest.mark.parametrize(
    ("at", "words"), [(AFTER_CLOSE, "no se reabre"), (datetime(2026, 3, 24, 15), "cierra antes")]
)
def test_subscribers_are_told_that_a_further_window_was_a_mistake_r21(plan, cast, mail, at, words):
    a_subscriber(plan)
    again = Reopening(
        first_day=date(2026, 3, 23), last_day=date(2026, 3, 27), counts_between=False
    )  # fmt: skip
    reopening = correcting.propose(
        CorrectionKind.WINDOW_REOPENED, plan.announced_round, plan=plan,
        reason="La página estuvo caída.", details=again.details(), by=cast.elena_editor,
        at=AFTER_CLOSE,
    )  # fmt: skip
    reopening = correcting.approve(reopening, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    back = correcting.propose(
        CorrectionKind.REOPENING_WITHDRAWN, reopening, plan=plan, reason="Se reabrió otro plan.",
        details=taking_back.proposal(reopening), by=cast.elena_editor, at=at,
    )  # fmt: skip
    correcting.approve(back, version=1, by=cast.alba_approver, at=at)
    message = mail(NoticeKind.SHORTENED, at)
    assert words in message["Subject"]
    assert "Se reabrió otro plan." in text_of(message)


def test_subscribers_read_that_an_edition_only_corrects_the_form_r21(cast, mail):
    plan = an_adjusted_plan(cast)
    a_subscriber(plan)
    form_corrected(plan, cast, at=later(AFTER_CLOSE, days=3))
    message = mail(NoticeKind.FORM_CORRECTED, later(AFTER_CLOSE, days=3))
    assert message["Subject"] == "Se corrigió la forma del plan: Plan de prueba"
    text = text_of(message)
    assert "publicó la edición 3 de «Plan de prueba»" in text
    assert "1 cambio, con su motivo" in text
    assert "no cambia ninguna respuesta" in text
    assert "/cambios?de=2&a=3" in text
