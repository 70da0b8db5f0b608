"""The real plan and its sample observations, taken through the whole process."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from tests.cast import Cast, a_cast, an_announced_plan, received
from tests.requirements_of_machine import shared_file
from webapp.importing import read_plan
from webapp.models import Action, Comment, Plan, Territory
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    Decision,
    Ground,
    Kind,
    OfficialState,
    Origin,
    PlanField,
    Stance,
    Target,
)
from webapp.workflow import adjusting, answering, commenting, moderating, publishing
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import WindowDays
from webapp.workflow.answering import Reply
from webapp.workflow.commenting import Filing
from webapp.workflow.moderating import Redactions

ANNOUNCED = datetime(2024, 11, 15, 15, 0)
ADJUSTED = datetime(2024, 12, 13, 15, 0)
WINDOW = WindowDays(first_day=date(2024, 11, 18), last_day=date(2024, 12, 2))
NOT_ANSWERED_IN_THE_SAMPLE = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No tiene respuesta de muestra. Así consta en el acta de la mesa directiva.",
)

KINDS = {
    "respaldo": Kind.SUPPORT,
    "objecion": Kind.OBJECTION,
    "propuesta": Kind.PROPOSAL,
    "propuesta_de_redaccion": Kind.WORDING_PROPOSAL,
    "correccion_de_forma": Kind.WORDING_PROPOSAL,
    "pregunta": Kind.QUESTION,
}
STANCES = {
    "a_favor": Stance.FOR,
    "con_ajustes": Stance.WITH_CHANGES,
    "en_contra": Stance.AGAINST,
    "neutral": Stance.NEUTRAL,
}
TARGETS = {
    "activity": Target.ACTIVITY,
    "alternative": Target.IMPROVEMENT,
    "term": Target.TERM,
    "evaluation": Target.EFFICACY,
    "general": Target.GENERAL,
}
FIELDS = {"activity": PlanField.ACTIVITY, "alternative": PlanField.IMPROVEMENT}
AUTHORS = {
    "persona_natural": AuthorKind.PERSON,
    "organizacion": AuthorKind.ORGANISATION,
    "anonimo": AuthorKind.ANONYMOUS,
}
GROUNDS = {
    "datos_personales": Ground.PERSONAL_DATA,
    "proteccion_de_menor_de_edad": Ground.MINOR,
    "lenguaje_injurioso_y_amenaza": Ground.INSULT_OR_THREAT,
}
REDACTED = {
    "nombre": RedactionKind.NAME,
    "cedula": RedactionKind.DOCUMENT,
    "direccion": RedactionKind.ADDRESS,
    "telefono": RedactionKind.PHONE,
    "correo": RedactionKind.EMAIL,
    "dato_sensible_salud": RedactionKind.HEALTH,
    "edad": RedactionKind.MINOR,
}
DECISIONS = {
    "incorporada": Decision.INCORPORATED,
    "parcialmente_incorporada": Decision.PARTIALLY_INCORPORATED,
    "no_incorporada": Decision.NOT_INCORPORATED,
    "ya_contemplada": Decision.ALREADY_INCLUDED,
    "fuera_de_alcance": Decision.OUT_OF_SCOPE,
    "respuesta_informativa": Decision.INFORMATIVE_REPLY,
}
STATES = {
    "aceptada": OfficialState.ACCEPTED,
    "no_aceptada": OfficialState.NOT_ACCEPTED,
    "no_aplica": OfficialState.NOT_APPLICABLE,
}

Sample = dict[str, Any]


class Story:
    """The real plan and its sample observations, by their own names (c01, c02, ...)."""

    def __init__(self) -> None:
        self.cast: Cast = a_cast()
        outline = read_plan(
            "plan.txt", shared_file("cartago-as-extracted.txt").read_bytes()
        ).outline
        self.plan: Plan = an_announced_plan(
            self.cast, "cartago", outline=outline, window=WINDOW, at=ANNOUNCED
        )
        self.samples: list[Sample] = json.loads(
            shared_file("sample-comments.json").read_text("utf-8")
        )["comments"]
        self.comments: dict[str, Comment] = {}

    def file(self) -> None:
        """Each at its own time, by its own channel."""
        for sample in self.samples:
            self.comments[sample["id"]] = self._filed(sample).comment

    def _filed(self, sample: Sample) -> commenting.Receipt:
        author, received_at = sample["author"], moment(sample["received_at"])
        what = {
            "filing": Filing(
                body=sample["body"],
                proposed_text=sample["proposed_text"] or "",
                kind=KINDS.get(sample["type"]),
                stance=STANCES[sample["stance"]],
                target=TARGETS[sample["target"]],
                author_kind=AUTHORS[author["kind"]],
                name=author["name"] or "",
                organisation=author["org"] or "",
                email=author["email"] or "",
                territory=Territory.get_or_none(Territory.name == (author["territory"] or "")),
                is_minor=author["is_minor"],
                consent=True,
            ),
            "plan": self.plan,
            "action": self.action(sample["action_code"]),
            "submission_id": sample["id"],
        }
        if sample["channel"] == "web":
            return commenting.file(**what, at=received_at)
        return received(
            **what,
            channel=Channel.ASSISTED,
            received_at=received_at,
            by=self.cast.mario_moderator,
            at=ADJUSTED,
        )

    def action(self, code: str | None) -> Action | None:
        return self.plan.actions.where(Action.code == code).get() if code else None

    def moderate(self) -> None:
        """As each sample expects."""
        for sample in self.samples:
            comment, expected = self.comments[sample["id"]], sample["expected"]
            by = {"version": comment.version, "by": self.cast.mario_moderator, "at": ADJUSTED}
            status, ground = expected["moderation"]["status"], expected["moderation"]["reason"]
            if status == "withheld":
                moderating.withhold(comment, ground=GROUNDS[ground], note="", **by)
            elif status == "published_redacted":
                redactions = self._redactions(comment, expected["redactions"])
                moderating.redact(comment, redactions, ground=GROUNDS[ground], **by)
            else:
                moderating.show(comment, **by)

    def _redactions(self, comment: Comment, expected: list[Sample]) -> Redactions:
        spans = [
            span
            for each in expected
            for span in moderating.everywhere(comment, each["text"], REDACTED[each["kind"]]).body
        ]
        return Redactions(body=spans)

    def answered(self) -> Iterator[tuple[Sample, list[str]]]:
        """Each sample answer, with the observations that it applies to."""
        for sample in self.samples:
            if response := sample["response"]:
                yield response, response["applies_to"] or [sample["id"]]

    def answer(self) -> None:
        """Each observation with its own answer, those of a group with the same one (R15)."""
        replies = {
            each: Reply(
                decision=DECISIONS[response["decision"]],
                text=response["text"],
                reason=f"{response['reason_summary']} Así lo decidió la entidad.",
                responsible_area=response["responsible_area"],
            )
            for response, group in self.answered()
            for each in group
        }
        for name, comment in self.comments.items():
            answer = answering.submit(
                comment,
                replies.get(name, NOT_ANSWERED_IN_THE_SAMPLE),
                version=None,
                by=self.cast.rosa_responder,
                at=ADJUSTED,
            )
            answering.approve(
                answer, version=answer.version, by=self.cast.alba_approver, at=ADJUSTED
            )

    def adjust(self) -> None:
        """Apply the changes of the answers, each tied to the observations behind it."""
        edition = adjusting.start_edition(self.plan, by=self.cast.elena_editor, at=ADJUSTED)
        for response, group in self.answered():
            for change in response["changes"]:
                wording = self.action(change["action_code"]).wording_in(edition)
                is_fix = change["kind"] == "correccion_de_forma"
                adjusting.reword(
                    wording,
                    {FIELDS[change["field"]]: change["after"]},
                    Why(
                        origin=Origin.EDITORIAL_FIX if is_fix else Origin.OBSERVATIONS,
                        reason=response["reason_summary"],
                        comments=[self.comments[name] for name in group],
                    ),
                    version=wording.version,
                    by=self.cast.elena_editor,
                    at=ADJUSTED,
                )

    def report(self) -> None:
        """Every answer together, once the adjusted edition has what they promise."""
        answering.publish_report(self.plan, by=self.cast.alba_approver, at=ADJUSTED)

    def publish(self) -> None:
        publishing.publish_edition(self.plan, by=self.cast.elena_editor, at=ADJUSTED)

    def name_of(self, comment: Comment) -> str:
        return next(name for name, each in self.comments.items() if each == comment)


def moment(text: str) -> datetime:
    """An instant with its offset as naive UTC."""
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
