"""The matrix of the report in words: each observation, its answer and its changes in five cells."""

from collections.abc import Iterator
from datetime import date

from webapp.documents.response_report.shapes import Line
from webapp.documents.response_report.words import ValueWords
from webapp.models import Correction, Part
from webapp.queries.caused_changes import ReportedChange
from webapp.queries.public_comment import PublishedReply
from webapp.queries.report_matrix import MatrixRow
from webapp.vocabulary import PlanField, Publication
from webapp.vocabulary.messages import N_

COLUMNS = (
    N_("Filing number"),
    N_("Observation, as it is shown"),
    N_("State and decision"),
    N_("Answer and reason"),
    N_("Changes that it caused"),
)


class MatrixWords(ValueWords):
    """The rows of the matrix in words."""

    @property
    def columns(self) -> list[str]:
        """The headings of the matrix."""
        return [self.say(each) for each in COLUMNS]

    def cells(self, row: MatrixRow) -> list[list[Line]]:
        """A row in five cells, each of some paragraphs."""
        return [
            [
                Line(row.comment.filing_number, main=True),
                Line(self.short(row.comment.received_at)),
                Line(self.sender(row)),
                Line(self.say(row.comment.channel.message)),
                Line(self.place(row.action)),
            ],
            self._observation(row),
            self._decision(row),
            list(self._answer(row)),
            [line for each in row.changes for line in self._change(each)] or [Line("—")],
        ]

    def sender(self, row: MatrixRow) -> str:
        """In what capacity it was sent (R13)."""
        return self.say(row.comment.author_kind.message)

    def place(self, action: str | None) -> str:
        """The action it is on, or the whole plan."""
        if action:
            return self.say(N_("Action %(code)s"), code=action)
        return self.say(N_("The whole plan"))

    def shown(self, row: MatrixRow) -> str:
        """The observation as the public may read it, or why it may not."""
        comment = row.comment
        if comment.publication is Publication.PENDING:
            return self.say(N_("[in review]"))
        if comment.publication is Publication.WITHHELD:
            ground = self.say(comment.ground.message) if comment.ground else ""
            why = ". ".join(filter(None, (ground[:1].lower() + ground[1:], comment.ground_note)))
            return self.say(N_("[text withheld: %(reason)s]"), reason=why)
        return comment.shown_body

    def _observation(self, row: MatrixRow) -> list[Line]:
        wording = row.comment.shown_proposed_text
        proposed = Line(wording, self.say(N_("Wording it proposes")))
        return [Line(self.shown(row)), *([proposed] if wording else [])]

    def state(self, row: MatrixRow) -> str:
        """The state of the official report, or that no answer is out."""
        if row.published is None:
            return self.say(N_("[no published answer yet]"))
        return self.say(row.published.reply.state.message)

    def _decision(self, row: MatrixRow) -> list[Line]:
        state = Line(self.state(row), main=row.published is not None)
        if row.published is None:
            return [state]
        return [state, Line(self.say(row.published.reply.decision.message))]

    def _answer(self, row: MatrixRow) -> Iterator[Line]:
        if row.published is None:
            yield Line("—")
            return
        yield from self._reply(row.published.reply)
        answer = row.published.answer
        if answer.responsible_area:
            yield Line(answer.responsible_area, self.say(N_("Who answered")))
        if answer.published_at:
            yield Line(self.short(answer.published_at), self.say(N_("Published on")))
        for each in row.published.corrections:
            yield from self._corrected(each)
        for part in row.published.parts:
            reply = PublishedReply.of(part)
            yield Line(self.part(part), main=True)
            if part.shown_excerpt:
                yield Line(f"«{part.shown_excerpt}»")
            yield Line(
                self.say(reply.decision.message),
                self.say(reply.state.message),
            )
            yield from self._reply(reply)

    def _corrected(self, correction: Correction) -> Iterator[Line]:
        corrected_on = (
            self.say(N_("The answer to part %(number)s was corrected on"), number=correction.part)
            if correction.part
            else self.say(N_("The answer was corrected on"))
        )
        yield Line(self.short(correction.made_at), corrected_on)
        yield Line(correction.reason, self.say(N_("Why it was corrected")))
        former = PublishedReply.before(correction)
        decided = self.say(former.decision.message)
        yield Line(f"{decided}. {former.text}", self.say(N_("It said before")))

    def correction(self, row: MatrixRow) -> str:
        """What was corrected of its answer, as one text; empty for most."""
        corrections = row.published.corrections if row.published else ()
        lines = [line for each in corrections for line in self._corrected(each)]
        return "\n".join(f"{each.label}: {each.text}" for each in lines)

    def part(self, part: Part) -> str:
        """A part of a letter: its place, and what it is about."""
        place = self.place(part.action.code if part.action else None)
        return self.say(N_("Part %(number)s (%(place)s)"), number=part.position, place=place)

    def _reply(self, reply: PublishedReply) -> Iterator[Line]:
        yield Line(reply.text)
        yield Line(reply.reason, self.say(N_("Reason")))
        if reply.cites:
            yield Line(reply.cites, self.say(N_("Where the plan says it")))

    def _change(self, change: ReportedChange) -> list[Line]:
        field = change.where.field
        return [
            Line(self.changed(change), main=True),
            Line(self._value(field, change.before), self.say(N_("Before"))),
            Line(self._value(field, change.after), self.say(N_("Now"))),
        ]

    def change(self, change: ReportedChange) -> str:
        """A change as one text: where it is, the text before, the text now."""
        where, *both = self._change(change)
        return "\n".join([where.text, *(f"{each.label}: {each.text}" for each in both)])

    def changed(self, change: ReportedChange) -> str:
        """Where a change was made: the action, the field, the edition."""
        where = change.where
        place = self.place(where.action)
        if where.category and where.action is None:
            place = self.say(N_("Category %(number)s"), number=where.category)
        if change.turn:
            place = f"{place} ({self.say(change.turn.message).lower()})"
        return self.say(
            N_("%(place)s, %(field)s (edition %(edition)s)"),
            place=place,
            field=self.say(where.field.message).lower(),
            edition=where.edition,
        )

    def _value(self, changed: PlanField, text: str) -> str:
        if changed is PlanField.TERM_MONTHS and text:
            months = N_("1 month") if text == "1" else N_("%(count)s months")
            return self.say(months, count=text) if text != "1" else self.say(months)
        if changed.is_day and text:
            return self.voice.write_day(date.fromisoformat(text))
        return text or self.say(N_("(nothing)"))
