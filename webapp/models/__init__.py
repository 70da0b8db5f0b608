"""Tables, relations, named queries, and the questions a row can answer about itself."""

from webapp.models.answer import Answer
from webapp.models.base import Table, Versioned, canonical
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment, FilingSequence, Submitter
from webapp.models.consultation import Consultation, Extension, ReceiptChannel
from webapp.models.entity import Area, Entity, Territory, ValueGroup
from webapp.models.event import GENESIS, Event
from webapp.models.plan import (
    Action,
    Category,
    Document,
    DocumentContent,
    Edition,
    Plan,
    Wording,
)
from webapp.models.staff import Staff, StaffSession

TABLES: tuple[type[Table], ...] = (
    Entity,
    Area,
    ValueGroup,
    Territory,
    Staff,
    StaffSession,
    Plan,
    Edition,
    Category,
    Action,
    Wording,
    Document,
    DocumentContent,
    Consultation,
    ReceiptChannel,
    Extension,
    FilingSequence,
    Comment,
    Submitter,
    Answer,
    Change,
    ChangeSource,
    Event,
)

__all__ = [
    "GENESIS",
    "TABLES",
    "Action",
    "Answer",
    "Area",
    "Category",
    "Change",
    "ChangeSource",
    "Comment",
    "Consultation",
    "Document",
    "DocumentContent",
    "Edition",
    "Entity",
    "Event",
    "Extension",
    "FilingSequence",
    "Plan",
    "ReceiptChannel",
    "Staff",
    "StaffSession",
    "Submitter",
    "Table",
    "Territory",
    "ValueGroup",
    "Versioned",
    "Wording",
    "canonical",
]
