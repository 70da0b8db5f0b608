"""How easy people found it to take part: answers that nobody can lead back to a person.

No reference to the observation, no instant, no order of arrival: keys are random, and the file
keeps its rows in the order of the keys. Which receipts were used is stored apart from the answers.
"""

import secrets

from peewee import CharField, ForeignKeyField, TextField
from playhouse.fields import EnumField

from webapp.models.base import Table
from webapp.models.consultation import Consultation
from webapp.models.entity import ValueGroup
from webapp.vocabulary import Channel, Easiness, Understanding


class Ease(Table):
    """What one person answered, of the three questions, after the receipt."""

    id = CharField(  # type: ignore[assignment]  # chance, where other tables count
        max_length=32, primary_key=True, default=lambda: secrets.token_hex(16)
    )
    consultation = ForeignKeyField(Consultation, backref="eases")
    channel = EnumField(Channel, max_length=20)
    value_group = ForeignKeyField(ValueGroup, null=True)
    easy = EnumField(Easiness, null=True, max_length=20)
    understood = EnumField(Understanding, null=True, max_length=20)
    wish = TextField(default="")

    consultation_id: int


class EaseReceipt(Table):
    """A receipt whose questions were answered; nothing links it to the answers."""

    id = CharField(max_length=64, primary_key=True)  # type: ignore[assignment]  # a digest
