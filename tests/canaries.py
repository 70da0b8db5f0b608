"""A plan that names one person in every text of it that staff write and the public reads."""

from datetime import date, timedelta
from typing import Any

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_draft,
    an_account,
    an_outline,
    filed,
    later,
    shown,
    wording,
)
from tests.made_once import made_once
from webapp.models import Answer, Comment, Consultation, Correction, Document, Plan, Staff
from webapp.text.redaction import RedactionKind
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline, PlanFacts
from webapp.vocabulary import (
    AnswerState,
    Channel,
    CorrectionKind,
    CoverGround,
    Decision,
    Origin,
    PlanField,
    PublicityChannel,
    PublicityStage,
    Role,
)
from webapp.workflow import (
    adjusting,
    amending,
    announcing,
    answering,
    clean_copies,
    correcting,
    covering,
    drafting,
    intake,
    publicising,
    publishing,
)
from webapp.workflow.sent_file import SentFile

NAME = "Zacarías Mondragón"
REASON = "Se publicó el nombre de una persona sin su permiso."
IN_THE_FILE = "Eufrosina"
"""A name in the bytes of a document."""
IN_THE_FILE_NAME = "Filiberta"
CLEAN = SentFile(filename="limpio.pdf", media_type="application/pdf", content=b"%PDF-1.4 limpio")
_OFTEN = "Así lo pidió {} en la mesa directiva de marzo."


def named(what: str) -> str:
    """A text of its own that names the person: no two are alike."""
    return f"{what}, según {NAME}. {_OFTEN.format(NAME)}"


@made_once
def a_plan_that_names(cast: Cast) -> Plan:
    """Announced, extended, adjusted, with a report, a correction, a meeting: each text a name."""
    plan = announced_and_names(cast)
    editor, round_ = cast.elena_editor, plan.consultation
    announcing.extend(
        round_,
        last_day=date(2026, 3, 18),
        reason=named("Más días"),
        version=round_.version,
        by=editor,
        at=WHILE_OPEN,
    )
    comment = shown(filed(plan, "Pongan un buzón.").comment, cast)
    _noted(plan, plan.consultation, cast)
    adjusting.start_edition(plan, by=editor, at=AFTER_CLOSE)
    why = adjusting.Why(origin=Origin.OBSERVATIONS, reason=named("Lo pidieron"), comments=[comment])
    current = wording(plan, "1.1")
    values = {PlanField.IMPROVEMENT: named("Un buzón"), PlanField.TERM_MONTHS: 6}
    adjusting.reword(current, values, why, version=current.version, by=editor, at=AFTER_CLOSE)
    answer = _answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=editor, at=later(AFTER_CLOSE, minutes=1))
    answer = answer.fresh()
    assert answer.state is AnswerState.PUBLISHED
    reply = answering.Reply(
        decision=answer.decision, text=named("Corregida"), reason=answer.reason, cites=answer.cites
    )
    correction = correcting.propose(
        CorrectionKind.ANSWER,
        answer,
        plan=plan,
        reason=named("Se corrige"),
        details=amending.details_of(answer, reply, version=answer.version),
        by=cast.rosa_responder,
        at=later(AFTER_CLOSE, hours=1),
    )
    _approved(correction, an_account("Ana Aprueba", Role.APPROVER))
    return plan.fresh()


def covered(plan: Plan, cast: Cast, words: str = NAME, **given: Any) -> Correction:
    """Some words, covered in every public text of a plan where they stand."""
    correction = proposed(plan, cast, words, **given)
    return _approved(correction, cast.alba_approver)


def replaced(
    document: Document, cast: Cast, file: SentFile | None = CLEAN, **given: Any
) -> Correction:
    """A clean copy in the place of a document's file."""
    return _approved(a_copy_proposed(document, cast, file, **given), cast.alba_approver)


def a_copy_proposed(
    document: Document, cast: Cast, file: SentFile | None = CLEAN, **given: Any
) -> Correction:
    """The same, only proposed."""
    grounds: dict[str, Any] = {
        "given": document.sha256,
        "data": RedactionKind.NAME,
        "ground": CoverGround.COURT,
        "order": "Sentencia T-100",
    }
    return correcting.propose(
        CorrectionKind.CLEAN_COPY,
        document,
        plan=document.plan,
        reason=REASON,
        details=clean_copies.details_of(document, file, **grounds | given),
        file=file,
        by=cast.mario_moderator,
        at=later(AFTER_CLOSE, hours=2),
    )


def proposed(plan: Plan, cast: Cast, words: str = NAME, **given: Any) -> Correction:
    """The same, only proposed."""
    details = covering.details_of(
        covering.find(plan, [words]),
        data=given.pop("data", RedactionKind.NAME),
        ground=given.pop("ground", CoverGround.COURT),
        order=given.pop("order", "Sentencia T-100 de 2026"),
        dated=date(2026, 3, 20),
    )
    return correcting.propose(
        CorrectionKind.COVER,
        given.pop("subject", plan),
        plan=plan,
        reason=str(given.pop("reason", REASON)),
        details=details,
        by=cast.mario_moderator,
        at=later(AFTER_CLOSE, hours=2),
    )


def _approved(correction: Correction, by: Staff) -> Correction:
    at = later(AFTER_CLOSE, hours=3)
    return correcting.approve(correction, version=correction.version, by=by, at=at)


def announced_and_names(cast: Cast) -> Plan:
    """Announced, with an action closed while it is open."""
    action = ActionOutline(
        code="1.1",
        activity=named("Abrir canales"),
        improvement=named("Dos mecanismos"),
        term_months=3,
        efficacy_check=named("Revisar"),
        responsible_area=named("Secretaría"),
        notes=((named("Meta"), named("Dos")),),
    )
    first, second = an_outline().categories
    outline = Outline(
        facts=PlanFacts(title="Plan"),
        categories=(
            CategoryOutline(number=1, title=named("Escuchar"), actions=(action, first.actions[1])),
            second,
        ),
    )
    plan = a_draft(cast, outline=outline)
    by, edition = cast.elena_editor, plan.draft_edition
    facts = drafting.Facts(
        title=named("Plan de prueba"),
        code=named("PC"),
        summary=named("En *resumen*"),
        approved_by=named("Comité"),
        minutes=named("Acta"),
    )
    drafting.edit_facts(edition, facts, version=edition.version, by=by, at=MONDAY)
    drafting.attach(
        plan,
        title=f"Informe de {NAME}",
        filename=f"informe de {NAME} y {IN_THE_FILE_NAME}.pdf",
        media_type="application/pdf",
        content=f"%PDF-1.4 {IN_THE_FILE}".encode(),
        by=by,
        at=MONDAY,
    )
    channels = {Channel.WEB: "", Channel.FRONT_DESK: named("Carrera 1")}
    round_ = plan.consultation
    announcing.set_channels(round_, channels, version=round_.version, by=by, at=MONDAY)
    announcing.announce(plan, by=by, at=MONDAY, accept_findings=True)
    plan = plan.fresh()
    drafting.close_action(
        wording(plan, "1.2").action, reason=named("Se cerró"), by=by, at=WHILE_OPEN
    )
    return plan


def _noted(plan: Plan, round_: Consultation, cast: Cast) -> None:
    publicising.note(
        round_,
        publicising.Sending(
            stage=PublicityStage.ANNOUNCEMENT,
            channel=next(iter(PublicityChannel)),
            on=date(2026, 3, 3),
            audience=named("Vecinos"),
            details=named("Afiche"),
        ),
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    gathering = intake.Gathering(
        title=f"Taller con {NAME}",
        place=f"Casa de {NAME}",
        held_on=WHILE_OPEN.date() - timedelta(days=1),
        attendance={},
        minutes=named("Se leyó el plan"),
    )
    intake.save_meeting(plan, gathering, by=cast.elena_editor, at=WHILE_OPEN)


def _answered(comment: Comment, cast: Cast) -> Answer:
    reply = answering.Reply(
        decision=Decision.INCORPORATED,
        text=named("Gracias"),
        reason=named("Porque sí"),
        cites=named("Acción 1.1"),
    )
    answer = answering.submit(comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE)
    return answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
