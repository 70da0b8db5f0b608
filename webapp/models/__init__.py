"""Tables, relations, named queries, and the questions a row can answer about itself."""

from webapp.models.answer import Answer
from webapp.models.answer_template import AnswerTemplate
from webapp.models.assignment import Handling, Note
from webapp.models.base import Table, Versioned, canonical
from webapp.models.bulk_act import BulkAct
from webapp.models.change import Change, ChangeSource
from webapp.models.comment import Comment, FilingSequence, Submitter
from webapp.models.comment_group import CommentGroup, GroupMember
from webapp.models.consultation import Consultation, Extension, ReceiptChannel
from webapp.models.correction import Correction
from webapp.models.correction_files import ProposedFile, SealedFile
from webapp.models.document import Document, DocumentContent
from webapp.models.ease import Ease, EaseReceipt
from webapp.models.entity import Area, Entity, Territory, ValueGroup
from webapp.models.event import GENESIS, Event
from webapp.models.internal_report import InternalReport
from webapp.models.letter_part import Part
from webapp.models.main_point import MainPoint
from webapp.models.meeting import Meeting, MeetingComment
from webapp.models.notice import MailboxCount, Notice, Occasion, Subscription
from webapp.models.petition import Petition
from webapp.models.plan import Action, Category, Edition, Plan, Wording
from webapp.models.publicity import Publicity, PublicityFile
from webapp.models.received import Evidence, ImportedComment
from webapp.models.report import Report, ReportFile
from webapp.models.saved_filter import SavedFilter
from webapp.models.search import SearchEntry
from webapp.models.staff import RecoveryCode, SecondFactor, Staff, StaffSession, StaffToken
from webapp.models.tally import Tally

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
    StaffToken,
    SecondFactor,
    RecoveryCode,
    Handling,
    Note,
    Petition,
    Evidence,
    Meeting,
    MeetingComment,
    ImportedComment,
    AnswerTemplate,
    CommentGroup,
    GroupMember,
    Part,
    BulkAct,
    SavedFilter,
    Tally,
    MainPoint,
    Ease,
    EaseReceipt,
    Subscription,
    Notice,
    MailboxCount,
    Occasion,
    Report,
    ReportFile,
    Publicity,
    PublicityFile,
    InternalReport,
    SearchEntry,
    Correction,
    ProposedFile,
    SealedFile,
)

__all__ = [
    "GENESIS",
    "TABLES",
    "Action",
    "Answer",
    "AnswerTemplate",
    "Area",
    "BulkAct",
    "Category",
    "Change",
    "ChangeSource",
    "Comment",
    "CommentGroup",
    "Consultation",
    "Correction",
    "Document",
    "DocumentContent",
    "Ease",
    "EaseReceipt",
    "Edition",
    "Entity",
    "Event",
    "Evidence",
    "Extension",
    "FilingSequence",
    "GroupMember",
    "Handling",
    "ImportedComment",
    "InternalReport",
    "MailboxCount",
    "MainPoint",
    "Meeting",
    "MeetingComment",
    "Note",
    "Notice",
    "Occasion",
    "Part",
    "Petition",
    "Plan",
    "ProposedFile",
    "Publicity",
    "PublicityFile",
    "ReceiptChannel",
    "RecoveryCode",
    "Report",
    "ReportFile",
    "SavedFilter",
    "SealedFile",
    "SearchEntry",
    "SecondFactor",
    "Staff",
    "StaffSession",
    "StaffToken",
    "Submitter",
    "Subscription",
    "Table",
    "Tally",
    "Territory",
    "ValueGroup",
    "Versioned",
    "Wording",
    "canonical",
]
