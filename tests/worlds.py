"""Plans far along in their life, and records with many rows, for the pages that show them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
    the_entity_has,
    wording,
)
from tests.made_once import made_once
from webapp.importing import read_plan
from webapp.models import (
    Action,
    Answer,
    Area,
    Category,
    Comment,
    Consultation,
    Edition,
    InternalReport,
    Plan,
    Territory,
)
from webapp.storage.db import transaction
from webapp.vocabulary import (
    AnswerState,
    AuthorKind,
    Channel,
    CorrectionKind,
    CyclePhase,
    Decision,
    Ground,
    Kind,
    Origin,
    ParticipationSpace,
    PlanField,
    Publication,
    Stance,
    Standing,
    Target,
)
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    announcing,
    answering,
    correcting,
    drafting,
    editorial,
    internal_reporting,
    publishing,
    reporting,
    splitting,
    tallying,
)
from webapp.workflow.announcing import WindowDays
from webapp.workflow.splitting import LetterPiece

SAMPLES = Path(__file__).parents[1] / "content" / "samples"
SECRET = "un secreto que nadie debe leer"


@made_once
def a_sample_plan(cast: Cast, slug: str = "plan-de-31-acciones") -> Plan:
    """The sample of 31 actions, announced, with a start date: its terms have due dates."""
    by, at = cast.elena_editor, MONDAY
    table = SAMPLES / "plan.csv"
    outline = read_plan(table.name, table.read_bytes()).outline
    title = "Plan de mejoramiento de la participación ciudadana"
    plan = drafting.import_plan(outline, slug=slug, title=title, by=by, at=at)
    edition = plan.draft_edition
    facts = drafting.Facts(
        title=title,
        code="PC.PL.901",
        summary="El Concejo propone 31 acciones.\n\n- Leer.\n- Opinar.",
        approved_on=date(2026, 2, 2),
        approved_by="Comité",
        minutes="Acta 2",
        starts_on=date(2026, 4, 1),
    )
    drafting.edit_facts(edition, facts, version=edition.version, by=by, at=at)
    drafting.attach(
        plan,
        title="El plan en una tabla",
        filename=table.name,
        media_type="text/csv",
        content=table.read_bytes(),
        by=by,
        at=at,
    )
    window = WindowDays(first_day=date(2026, 3, 3), last_day=date(2026, 3, 17))
    consultation = announcing.set_window(plan, window, by=by, at=at)
    channels = {Channel.WEB: "", Channel.FRONT_DESK: "Carrera 0 # 00-00, primer piso"}
    announcing.set_channels(consultation, channels, by=by, at=at)
    the_entity_has(
        by=cast.ada_admin, at=at, email="concejo@concejo.example", address="Carrera 0 # 00-00"
    )
    announcing.announce(plan, by=by, at=at, accept_findings=True)
    return plan.fresh()


def answered(
    comment: Comment,
    cast: Cast,
    decision: Decision = Decision.INFORMATIVE_REPLY,
    text: str = "Gracias por escribir.",
    at: datetime = AFTER_CLOSE,
) -> Answer:
    """An approved answer, not yet published."""
    reply = answering.Reply(
        decision=decision,
        text=text,
        reason="Es lo que corresponde. Así consta en el acta de la mesa directiva.",
    )
    answer = answering.submit(comment, reply, version=None, by=cast.rosa_responder, at=at)
    return answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)


def a_letter_in_parts_answered(
    comment: Comment,
    cast: Cast,
    text: str = "No hay presupuesto para esto.",
    at: datetime = AFTER_CLOSE,
) -> Answer:
    """The approved answer, not yet published, of a letter in two parts: the first is not
    incorporated, the second out of scope."""
    rosa, words = cast.rosa_responder, comment.public_body.split()
    pieces = [LetterPiece(" ".join(each), None) for each in (words[:3], words[3:])]
    reason = "El presupuesto del año ya se aprobó y no tiene cómo pagarlo."
    for part, decision in zip(
        splitting.split(comment, pieces, version=comment.version, by=rosa, at=at),
        (Decision.NOT_INCORPORATED, Decision.OUT_OF_SCOPE),
        strict=True,
    ):
        splitting.answer_part(
            part, decision=decision, text=text, reason=reason, version=part.version, by=rosa, at=at
        )
    reply = answering.Reply(decision=None, text="Le respondemos por partes.", reason=reason)
    answer = answering.submit(comment.fresh(), reply, version=None, by=rosa, at=at)
    return answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)


def adjusted(
    plan: Plan,
    cast: Cast,
    comments: Sequence[Comment],
    values: dict[str, dict[PlanField, object]],
    at: datetime = AFTER_CLOSE,
) -> Plan:
    """The plan with every observation answered and the actions of `values` reworded."""
    editor = cast.elena_editor
    adjusting.start_edition(plan, by=editor, at=at)
    for code, fields in values.items():
        current = wording(plan, code)
        why = adjusting.Why(
            origin=Origin.OBSERVATIONS, reason=f"Lo pidieron en la {code}.", comments=comments
        )
        adjusting.reword(current, fields, why, version=current.version, by=editor, at=at)
    for comment in comments:
        if not comment.answers.exists():
            answered(comment, cast, Decision.INCORPORATED, "Lo incorporamos.", at)
    answering.publish_report(plan, by=cast.alba_approver, at=at)
    publishing.publish_edition(plan, by=editor, at=later(at, minutes=1))
    return plan.fresh()


def being_adjusted(cast: Cast) -> Edition:
    """The edition in preparation of the small plan, of which nothing has changed yet."""
    plan = an_announced_plan(cast)
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


@made_once
def an_adjusted_plan(cast: Cast) -> Plan:
    """The small plan of the cast, adjusted: 1.1 has another text and another term."""
    plan = a_draft(cast)
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    comments = [shown(filed(plan, "Pongan un buzón.").comment, cast)]
    return adjusted(
        plan,
        cast,
        comments,
        {
            "1.1": {
                PlanField.IMPROVEMENT: "Construir un buzón de recolección.",
                PlanField.TERM_MONTHS: 6,
            }
        },
    )


def form_corrected(plan: Plan, cast: Cast, *, at: datetime) -> Plan:
    """An adjusted plan with a further edition, which only mends a word of 1.1."""
    editor = cast.elena_editor
    edition, current = editorial.start(plan, by=editor, at=at), wording(plan, "1.1")
    text = current.activity.replace("Abrir canales", "Abrir más canales")
    why = adjusting.Why(origin=Origin.EDITORIAL_FIX, reason="Faltaba una palabra en la actividad.")
    adjusting.reword(
        current, {PlanField.ACTIVITY: text}, why, version=current.version, by=editor, at=at
    )
    correction = correcting.propose(
        CorrectionKind.EDITORIAL_EDITION,
        edition,
        plan=plan,
        reason="La plenaria aprobó el plan y había una errata.",
        details=editorial.proposal(edition),
        by=editor,
        at=at,
    )
    correcting.approve(correction, version=correction.version, by=cast.alba_approver, at=at)
    return plan.fresh()


@made_once
def a_plan_left_as_it_was(cast: Cast) -> Plan:
    """Nobody said anything in time, and edition 2 came out with no change."""
    plan = an_announced_plan(cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(AFTER_CLOSE, minutes=1))
    return plan.fresh()


NEW_ACTION: dict[PlanField, object] = {
    PlanField.ACTIVITY: "Oír a quienes viven en las veredas.",
    PlanField.IMPROVEMENT: "Ir a cada vereda una vez al año.",
    PlanField.TERM_MONTHS: 12,
}


@made_once
def a_plan_that_gains_and_loses_an_action(
    cast: Cast, *, out: bool = True, proposer: dict[str, Any] | None = None, **objector: Any
) -> Plan:
    """The small plan, adjusted: 1.3 is new because of the first observation, which is on the whole
    plan, and 1.2 is withdrawn because of the second, which is on it. The rest is what the authors
    of these say of themselves."""
    plan = a_draft(cast)
    by, at = cast.elena_editor, AFTER_CLOSE
    announcing.announce(plan, by=by, at=MONDAY, accept_findings=True)
    proposal = shown(
        filed(plan, "Falta una acción sobre las veredas.", code=None, **proposer or {}).comment,
        cast,
    )
    objection = shown(
        filed(plan, "Quiten la 1.2: ya se hizo.", code="1.2", **objector).comment, cast
    )
    edition = adjusting.start_edition(plan, by=by, at=at)
    adjusting_actions.add_action(
        edition.categories.where(Category.number == 1).get(),
        NEW_ACTION,
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Nadie las oía. Así lo decidió la Mesa.",
            comments=[proposal],
        ),
        by=by,
        at=at,
    )
    adjusting_actions.withdraw(
        wording(plan, "1.2"),
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Ya se cumplió. Así lo decidió la Mesa.",
            comments=[objection],
        ),
        version=1,
        by=by,
        at=at,
    )
    for comment in (proposal, objection):
        answered(comment, cast, Decision.INCORPORATED, "Lo incorporamos.", at)
    if out:
        answering.publish_report(plan, by=cast.alba_approver, at=at)
        publishing.publish_edition(plan, by=by, at=later(at, minutes=1))
    return plan.fresh()


def a_delivered_report(
    plan: Plan,
    cast: Cast,
    *,
    replaces: InternalReport | None = None,
    **told: Any,
) -> InternalReport:
    """An internal report on the newest round of a plan, delivered the day after it closed."""
    at = later(AFTER_CLOSE, days=1)
    account = {
        "title": "Consulta: Plan de prueba",
        "cycle_phase": CyclePhase.FORMULATION,
        "space": ParticipationSpace.CONSULTATION,
        "area": Area.get(Area.name == "Planeación"),
        "activities": "Se publicó y se hizo un taller.",
        "contributions": "Pidieron un buzón.",
        "results": "Cambió una acción.",
        **told,
    }
    report = internal_reporting.start(
        plan.announced_round,
        internal_reporting.Account(**account),
        replaces=replaces,
        by=cast.elena_editor,
        at=at,
    )
    return internal_reporting.deliver(
        report, recipient="Oficina de Planeación", version=1, by=cast.elena_editor, at=at
    )


def crowd(plan: Plan, count: int) -> None:
    """Many observations at once, straight into the table: shown, redacted, withheld, pending, late
    and answered ones, on the first actions and on the whole plan, counters and all."""
    known = Comment.select().count()
    rows = list(islice(_rows(plan), count))
    for number, row in enumerate(rows, start=known + 1):
        row["filing_number"] = f"CMC-2026-{number:06d}"
        row["submission_digest"] = sha256(f"form {number}".encode()).hexdigest()
        row["tracking_digest"] = sha256(f"code {number}".encode()).hexdigest()
    for start in range(0, count, 500):
        Comment.insert_many(rows[start : start + 500]).execute()
    in_term = [row for row in rows if not row["late"]]
    Plan.update(
        comments_total=Plan.comments_total + len(in_term),
        comments_late=Plan.comments_late + count - len(in_term),
    ).where(Plan.id == plan.id).execute()
    for action in plan.actions:
        more = sum(row["action"] == action.id for row in in_term)
        Action.update(comments_total=Action.comments_total + more).where(
            Action.id == action.id
        ).execute()
    _answers()
    tallying.recount()


def _rows(plan: Plan) -> Iterator[dict[str, Any]]:
    texts = cycle(_texts())
    actions = [each.id for each in plan.actions.order_by(Action.position).limit(3)]
    territory = Territory.select().first()
    shapes = cycle(
        [
            (Publication.SHOWN, False),
            (Publication.SHOWN, False),
            (Publication.REDACTED, False),
            (Publication.WITHHELD, False),
            (Publication.PENDING, False),
            (Publication.SHOWN, True),
        ]
    )
    places = cycle([actions[0], actions[0], actions[1], None, actions[2]])
    consultation = plan.announced_round
    for publication, late in shapes:
        body = next(texts)
        visible = publication in (Publication.SHOWN, Publication.REDACTED)
        yield {
            "plan": plan.id,
            "consultation": consultation.id,
            "edition": consultation.edition_id,
            "action": (place := next(places)),
            "considered_under": place,
            "channel": Channel.FRONT_DESK if late else Channel.WEB,
            "received_at": CLOSES_AT + timedelta(hours=9) if late else WHILE_OPEN,
            "filed_at": WHILE_OPEN,
            "late": late,
            "standing": Standing.LATE if late else Standing.IN_TERM,
            "body": body if publication is Publication.SHOWN else f"{body} {SECRET}",
            "proposed_text": "",
            "kind": Kind.PROPOSAL,
            "stance": Stance.WITH_CHANGES,
            "target": Target.GENERAL,
            "author_kind": AuthorKind.PERSON,
            "territory": territory.id,
            "content_digest": "0" * 64,
            "content_salt": "0" * 32,
            "publication": publication,
            "ground": None if publication is Publication.SHOWN else Ground.PERSONAL_DATA,
            "public_body": body if visible else "",
        }


def _texts() -> list[str]:
    """Texts of some length, no two alike, out of the sample plan's words."""
    words = (SAMPLES / "plan.csv").read_text(encoding="utf-8").replace(";", " ").split()
    return [
        " ".join(islice(cycle(words), start * 7, start * 7 + 60 + start % 90))
        for start in range(400)
    ]


def _answers() -> None:
    """A published answer for every second observation that may be read and has none."""
    staff = Answer.drafted_by.rel_model.get()
    unanswered = Comment.select().where(
        Comment.publication == Publication.SHOWN,
        Comment.id.bin_and(1) == 0,
        Comment.id.not_in(Answer.select(Answer.comment)),
    )
    texts = cycle(_texts())
    rows = [
        {
            "comment": comment.id,
            "decision": Decision.NOT_INCORPORATED,
            "text": next(texts),
            "reason": "No alcanza el presupuesto. Así consta en el acta de la mesa directiva.",
            "state": AnswerState.PUBLISHED,
            "drafted_by": staff.id,
            "drafted_at": AFTER_CLOSE,
            "published_at": AFTER_CLOSE,
        }
        for comment in unanswered
    ]
    for start in range(0, len(rows), 500):
        Answer.insert_many(rows[start : start + 500]).execute()


def reported(plan: Plan, cast: Cast, at: datetime = AFTER_CLOSE) -> Consultation:
    """The newest round with its report frozen, as if every answer were out."""
    round_ = plan.fresh().announced_round
    with transaction():
        reporting.freeze(round_, by=cast.alba_approver, at=at)
    return round_.fresh()
