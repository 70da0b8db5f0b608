"""How a consultation and its results were made known, with the evidence of it."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Self

from peewee import (
    JOIN,
    BlobField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableText, LineOfText, Table, Versioned
from webapp.models.consultation import Consultation, grouped_by_round
from webapp.models.staff import Staff
from webapp.vocabulary import PublicityChannel, PublicityStage


class Publicity(Versioned):
    """Word of a consultation, or of its results, sent out by one channel on one day.

    `link` and the file are its evidence; either may be missing. The file's bytes lie apart.
    """

    consultation = ForeignKeyField(Consultation, backref="publicity")
    stage = EnumField(PublicityStage, max_length=20)
    channel = EnumField(PublicityChannel, max_length=20)
    on = DateField()
    audience = CoverableText()
    details = CoverableText(default="")
    link = CoverableText(default="")
    filename = LineOfText(default="")
    media_type = CharField(default="")
    size = IntegerField(default=0)
    sha256 = CharField(max_length=64, default="")
    recorded_by = ForeignKeyField(Staff, null=True, backref="publicity")
    recorded_at = DateTimeField()

    consultation_id: int
    recorded_by_id: int | None

    @classmethod
    def of(cls, consultation: Consultation) -> list[Self]:
        """What was sent out in a round, oldest first, with who noted it: one query."""
        rows = cls.select(cls, Staff).join(Staff, JOIN.LEFT_OUTER)
        return list(rows.where(cls.consultation == consultation).order_by(cls.on, cls.id))

    @classmethod
    def by_round(cls, rounds: Iterable[Consultation]) -> dict[int, list[Self]]:
        """What was sent out in some rounds, oldest first, by the round's id: one query."""
        rows = cls.select().where(cls.consultation.in_([each.id for each in rounds]))
        return grouped_by_round(rows.order_by(cls.on, cls.id))

    @classmethod
    def silent_channels(cls, consultation: Consultation) -> list[PublicityChannel]:
        """The channels that announced a round but not its results, though these are published."""
        return cls.silent_in([consultation])[consultation.id]

    @classmethod
    def silent_of(cls, rounds: Iterable[Consultation]) -> list[PublicityChannel]:
        """The silent channels of some rounds together, round by round: one query."""
        return list(chain(*cls.silent_in(rounds).values()))

    @classmethod
    def silent_in(cls, rounds: Iterable[Consultation]) -> dict[int, list[PublicityChannel]]:
        """The silent channels of each of some rounds, by the round's id: one query."""
        rounds = list(rounds)
        out = [each.id for each in rounds if each.report_published_at]
        columns = cls.select(cls.consultation, cls.stage, cls.channel)
        rows = columns.where(cls.consultation.in_(out)) if out else []
        used = {(each.consultation_id, each.stage, each.channel) for each in rows}
        return {
            each.id: [
                channel
                for channel in PublicityChannel
                if (each.id, PublicityStage.ANNOUNCEMENT, channel) in used
                and (each.id, PublicityStage.RESULTS, channel) not in used
            ]
            for each in rounds
        }

    @classmethod
    def rounds_noted(cls, rounds: Sequence[Consultation]) -> set[int]:
        """Those of some rounds, by id, of which something is noted: one query."""
        ids = [each.id for each in rounds]
        rows = cls.select(cls.consultation).where(cls.consultation.in_(ids))
        return {each.consultation_id for each in rows.distinct()}


class PublicityFile(Table):
    """The bytes of the evidence. Internal, download only."""

    publicity = ForeignKeyField(Publicity, unique=True, backref="files", on_delete="CASCADE")
    content = BlobField()
