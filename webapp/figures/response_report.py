"""The content of the report of observations and answers, as plain data: of one round, or of all.

Once frozen its header is stored and its digest covers, line by line, the header and the matrix.
Until then it is a draft, made anew each time from what is public (R6).
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from webapp.figures.effects import effects
from webapp.figures.of_plan import Figures
from webapp.models import (
    Consultation,
    Document,
    Edition,
    Entity,
    Event,
    Extension,
    Plan,
    Publicity,
    ReceiptChannel,
    Report,
    canonical,
)
from webapp.queries import disclosure, report_matrix
from webapp.queries.report_matrix import Cut, MatrixRow
from webapp.values.clock import instant
from webapp.vocabulary import OfficialState, Renewal

FORM = "enmienda.response_report.4"
"""The second form adds what was cancelled, the edition and the scope of each round, and kinds,
groups and territories; headers of the first one lack them, and count who came to any meeting. The
third has groups and territories as `disclosure` makes them. The fourth adds a salt: nobody can
confirm a guess of what was suppressed since by the digest of a report that was replaced (R13)."""
FIRST_FORM = "enmienda.response_report.1"

Header = Mapping[str, Any]

_ENTITY_FIELDS = (
    "name",
    "tax_number",
    "address",
    "phone",
    "email",
    "office_hours",
    "timezone",
)


class Superseded(Exception):
    """Another report took the place of this one while its rows were being read."""


@dataclass(frozen=True)
class ResponseReport:
    """A report: its header, and the rounds whose observations make its matrix.

    `frozen` is empty for a draft, and for the whole of several rounds.
    """

    plan: Plan
    rounds: tuple[Consultation, ...]
    header: Header
    frozen: Report | None = None

    @property
    def is_draft(self) -> bool:
        """Whether some answer or some change may still be missing (R10)."""
        return any(each["report"] is None for each in self.header["rounds"])

    @property
    def digest(self) -> str:
        """The SHA-256 of `lines` as it was noted when it was frozen; empty for others."""
        return self.frozen.digest if self.frozen else ""

    @property
    def of_round(self) -> int | None:
        """The number of its round, when the plan has several; empty for all of them together."""
        several = len(self.plan.announced_rounds) > 1
        return self.rounds[0].number if several and len(self.rounds) == 1 else None

    @property
    def counts_every_meeting(self) -> bool:
        """Whether its attendance is that of all meetings, those of fewer than five too."""
        return bool(self.header["form"] == FIRST_FORM)

    def has_begun(self, at: datetime) -> bool:
        """Whether some round of it has opened, so that there is something to report."""
        return any(self.plan.has_opened(each, at) for each in self.rounds)

    @property
    def size(self) -> int:
        """How many rows its matrix and its annex have, by its own figures."""
        results = self.header["results"]
        return int(results["observations"] + results["late"])

    @property
    def cut(self) -> Cut | None:
        """How far it reaches, once it is frozen."""
        return Cut(**self.header["cut"]) if self.frozen else None

    def matrix(self) -> Iterator[MatrixRow]:
        """The observations in term, in the order they were filed. Raises Superseded."""
        return self._rows(late=False)

    def annex(self) -> Iterator[MatrixRow]:
        """Those that came late (R5). Raises Superseded."""
        return self._rows(late=True)

    def page(self, *, late: bool, after: int, limit: int) -> list[MatrixRow]:
        """Up to `limit` rows of the matrix, or of the annex, after a cursor."""
        return report_matrix.page(self.rounds, self.cut, late=late, after=after, limit=limit)

    def _rows(self, *, late: bool) -> Iterator[MatrixRow]:
        for some in report_matrix.rows(self.rounds, self.cut, late=late):
            if self.frozen and not self._stands(self.frozen):  # once these rows were read
                raise Superseded
            yield from some

    def _stands(self, frozen: Report) -> bool:
        newest = Report.select(Report.number).where(Report.consultation == frozen.consultation_id)
        return bool(newest.order_by(Report.number.desc()).scalar() == frozen.number)

    def lines(self) -> Iterator[bytes]:
        """Its canonical content: the header, then a line of JSON for each row, annex last."""
        return _lines(self.header, chain(self.matrix(), self.annex()))


def _lines(header: Header, rows: Iterator[MatrixRow]) -> Iterator[bytes]:
    yield f"{canonical(header)}\n".encode()
    for row in rows:
        yield f"{canonical(row.content())}\n".encode()


def content(plan: Plan, consultation: Consultation | None = None) -> ResponseReport:
    """The report of a round as it stands: the newest frozen one, else the draft.

    Without a round it is the report of all that were announced: the same as of the only one, or
    the rounds together, each with the number and digest of its own.
    """
    rounds = plan.announced_rounds
    if consultation is None and len(rounds) == 1:
        consultation = rounds[0]
    if consultation is None:
        return ResponseReport(plan, tuple(rounds), compose(plan, None))
    frozen = Report.newest(consultation)
    header = frozen.header if frozen else compose(plan, consultation)
    return ResponseReport(plan, (consultation,), header, frozen)


def compose(
    plan: Plan,
    consultation: Consultation | None,
    *,
    number: int | None = None,
    at: datetime | None = None,
    why: Renewal | None = None,
    about: str = "",
    drawn: disclosure.Tables | None = None,
) -> dict[str, Any]:
    """The header of a report on what is public now; with `number` and `at`, of a frozen one, with
    the groups and territories `drawn` for it, or else those of the one before."""
    figures = Figures(plan, consultation)
    editions = {each.id: each for each in plan.published_editions}
    for each in figures.rounds:
        each.edition = editions[each.edition_id]
    edition = figures.rounds[0].edition
    newest = plan.current_edition
    adjusted = newest if newest and newest.number > edition.number else None
    if consultation and adjusted:
        after = (each for each in editions.values() if each.number == consultation.leads_to)
        adjusted = next(after, None)
    log, entity = Event.head(), Entity.current()
    alone, frozen = consultation is not None, at is not None
    return {
        "form": FORM,
        "report": {
            "number": number,
            "frozen_at": instant(at) if at else None,
            "why": why and why.value,
            "about": about,
            **({"salt": secrets.token_hex(16)} if at else {}),
        },
        "cut": {
            "log_size": log.position if log else 0,
            "edition": newest.number if newest else 0,
        },
        "entity": {name: getattr(entity, name) for name in _ENTITY_FIELDS},
        "plan": {"slug": plan.slug, "title": edition.title, "code": edition.code},
        "cancelled": plan.cancelled_at
        and {"at": instant(plan.cancelled_at), "reason": plan.cancel_reason},
        "summary": edition.summary,
        "consulted": _edition(edition),
        "adjusted": _edition(adjusted) if adjusted else None,
        "documents": documents_of(plan),
        "rounds": [
            _round(each, _report_of(each, alone=alone, frozen=frozen), entity.zone)
            for each in figures.rounds
        ],
        "results": _results(figures, drawn),
    }


def documents_of(plan: Plan) -> list[dict[str, str]]:
    """The supporting documents of a plan as its report names them."""
    return [
        {"title": each.title, "filename": each.filename, "sha256": each.sha256}
        for each in Document.listed(plan)
    ]


def computed_digest(header: Header, consultation: Consultation) -> str:
    """SHA-256, in hexadecimal, of the canonical content of a report that is, or will be, frozen."""
    cut = Cut(**header["cut"])
    rows = chain.from_iterable(
        chain.from_iterable(report_matrix.rows([consultation], cut, late=late))
        for late in (False, True)
    )
    summed = hashlib.sha256()
    for line in _lines(header, rows):
        summed.update(line)
    return summed.hexdigest()


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "number": edition.number,
        "published_at": edition.published_at and instant(edition.published_at),
        "digest": edition.digest,
    }


def _report_of(round_: Consultation, *, alone: bool, frozen: bool) -> dict[str, Any] | None:
    """The report of a round as the header of a report refers to it: None while it is a draft, empty
    if it is that report itself."""
    if alone:
        return {} if frozen else None
    newest = Report.newest(round_)
    return {"number": newest.number, "digest": newest.digest} if newest else None


def _round(
    consultation: Consultation, report: dict[str, Any] | None, zone: ZoneInfo
) -> dict[str, Any]:
    return {
        "number": consultation.number,
        "report": report,
        "edition": _edition(consultation.edition),
        "cycle_phase": consultation.cycle_phase.value,
        "scope": consultation.scope.value,
        "announced_at": consultation.announced_at and instant(consultation.announced_at),
        "opens_at": instant(consultation.opens_at),
        "closes_at": instant(consultation.closes_at),
        "calendar_days": consultation.calendar_days(zone),
        "short_window_reason": consultation.short_window_reason,
        "report_published_at": consultation.report_published_at
        and instant(consultation.report_published_at),
        "extensions": [
            {
                "decided_at": instant(each.decided_at),
                "closes_at_before": instant(each.closes_at_before),
                "closes_at": instant(each.closes_at),
                "reason": each.reason,
                "reopens_at": each.reopens_at and instant(each.reopens_at),
                "counts_between": each.counts_between,
                "withdrawn_at": each.withdrawn_at and instant(each.withdrawn_at),
                "withdrawn_reason": each.withdrawn_reason,
            }
            for each in consultation.extensions.order_by(Extension.id)
        ],
        "publicity": [
            {
                "stage": each.stage.value,
                "channel": each.channel.value,
                "on": each.on.isoformat(),
                "audience": each.audience,
                "details": each.details,
                "link": each.link,
                "sha256": each.sha256,
            }
            for each in Publicity.of(consultation)
        ],
        "channels": [
            {"channel": each.channel.value, "details": each.details}
            for each in consultation.channels.order_by(ReceiptChannel.id)
        ],
    }


def _results(figures: Figures, drawn: disclosure.Tables | None) -> dict[str, Any]:
    states = figures.by_state
    by_group, by_territory = drawn or (figures.by_group, figures.by_territory)
    accepted, not_accepted = OfficialState.ACCEPTED, OfficialState.NOT_ACCEPTED
    return {
        "observations": figures.total,
        "late": figures.late,
        "belated": sum(each.registered for each in figures.belated),
        "answered": figures.answered,
        "unanswered": figures.unanswered,
        "by_author": {kind.value: count for kind, count in figures.by_author},
        "by_channel": {channel.value: count for channel, count in figures.by_channel},
        "by_decision": {decision.value: count for decision, count in figures.by_decision},
        "by_state": {state.value: count for state, count in states.items()},
        "share": {state.value: figures.share(state) for state in (accepted, not_accepted)},
        "by_kind": {kind.value if kind else "": count for kind, count in figures.by_kind},
        "by_group": by_group and by_group.content(),
        "by_territory": by_territory and by_territory.content(),
        **effects(figures),
        "meetings": len(figures.meetings),
        "attendance": figures.attendance,
    }
