"""A clean copy in the place of a published document, on a legal ground: the old file is sealed, or
erased when an order asks for that, and its digest stays public (R1, R21)."""

import hashlib
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from webapp.models import Correction, Document, DocumentContent, ProposedFile, SealedFile, Staff
from webapp.models.event import name_of
from webapp.text import covered
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import CorrectionKind, CoverGround, Role, TextPlace
from webapp.vocabulary.messages import N_
from webapp.workflow import covered_words, covering, reporting
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import Invalid, WrongState
from webapp.workflow.sent_file import SentFile


def details_of(
    document: Document,
    file: SentFile | None,
    *,
    given: str,
    erases: bool = False,
    covers_name: bool = False,
    data: RedactionKind,
    ground: CoverGround,
    order: str = "",
    dated: date | None = None,
) -> dict[str, Any]:
    """The details of a correction that puts a clean copy in the place of a document's file.

    `given` is the digest of the file that whoever proposes it had before them. `erases`: the bytes
    of the old file, and of those sealed before, are not kept; then there may be
    no new file. `covers_name`: the name of the old file says what is suppressed, and is covered
    too. Raises Invalid for a file that cannot be taken.
    """
    if file and file.fault:
        raise Invalid(file=file.fault)
    return {
        "document": document.id,
        "given": given,
        "clean": file.facts if file else None,
        "erases": erases,
        **covering.grounds(data=data, ground=ground, order=order, dated=dated),
        "texts": [_whole_name(document)] if covers_name else [],
    }


def _whole_name(document: Document) -> dict[str, Any]:
    name = covered.published(document.filename)
    return {
        "sha256": covered.key(name),
        "spans": [[0, len(PurePath(name).stem)]],
        "places": [[TextPlace.DOCUMENT.value, str(document.id)]],
    }


class CleanCopy(Procedure):
    """The copy is given from now on; nobody is given the old file, and its digest stays public."""

    kind = CorrectionKind.CLEAN_COPY
    proposers = (Role.MODERATOR, Role.EDITOR)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState for a document that is not public, or whose file was replaced meanwhile;
        Invalid without the order that a ground needs, or without a copy that differs from it."""
        document, details = correction.document, correction.details
        if document.plan.announced_round is None or document.removed_at:
            raise WrongState(N_("Only a document that the public reads is replaced."))
        if details["given"] != document.sha256:
            raise WrongState(N_("The file of this document was replaced meanwhile."))
        covering.require_order(details)
        copy = details["clean"]
        covered_words.refuse_covered(
            document.plan, order=details["order"], file=copy["filename"] if copy else ""
        )
        if copy is None and not (details["erases"] and _sealed(document)):
            raise Invalid(file=N_("Choose the clean copy."))
        if copy and copy["sha256"] == document.sha256:
            raise Invalid(file=N_("This is the very file that is given now."))
        if details["texts"] and covered.is_covered(document.filename):
            raise Invalid(covers_name=N_("Something of this was covered already."))
        if details["texts"] and (copy is None or copy["filename"] == document.filename):
            raise Invalid(file=N_("The clean copy needs another name: this one is covered."))

    def enclose(self, correction: Correction, file: SentFile | None) -> None:
        """Keep the copy until it is decided on."""
        if (file.facts if file else None) != correction.details["clean"]:
            raise WrongState(N_("The file is not the one that was described."))
        if file:
            ProposedFile.create(correction=correction, content=file.content)

    def drop(self, correction: Correction) -> None:
        """Delete a copy that was not approved: it may have words that are to be suppressed."""
        ProposedFile.delete().where(ProposedFile.correction == correction).execute()

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Give the copy from now on; seal the old file, or erase what is sealed."""
        document, details = correction.document, correction.details
        given_since = document.replaced_at or document.added_at
        if details["clean"]:
            _put_in_place(correction, document, at)
        return {
            "file": document.file if details["clean"] else None,
            "since": given_since.isoformat(timespec="microseconds"),
            "erased": _erase(document) if details["erases"] else [],
        }

    def follow(self, correction: Correction, *, by: Staff, at: datetime) -> None:
        """The reports that name the old file, or its name, are made anew."""
        covered.forget()
        reporting.documents_replaced(correction.plan, by=by, at=at)
        reporting.covered(by=by, at=at)


def _put_in_place(correction: Correction, document: Document, at: datetime) -> None:
    copy = correction.details["clean"]
    content = bytes(ProposedFile.get(ProposedFile.correction == correction).content)
    if hashlib.sha256(content).hexdigest() != copy["sha256"]:
        raise WrongState(N_("The file is not the one that was described."))
    replaced = DocumentContent.get(DocumentContent.document == document)
    SealedFile.create(correction=correction, content=replaced.content)
    DocumentContent.update(content=content).where(DocumentContent.id == replaced.id).execute()
    Document.update(**copy, replaced_at=at).where(Document.id == document.id).execute()
    ProposedFile.delete().where(ProposedFile.correction == correction).execute()


def _erase(document: Document) -> list[str]:
    """Erase every file of a document that is sealed; gives their digests."""
    sealed = _sealed(document)
    SealedFile.delete().where(SealedFile.id.in_([each.id for each in sealed])).execute()
    return [hashlib.sha256(bytes(each.content)).hexdigest() for each in sealed]


def _sealed(document: Document) -> list[SealedFile]:
    """The sealed files that a document had, oldest first."""
    on_it = SealedFile.select().join(Correction).where(Correction.subject == name_of(document))
    return list(on_it.order_by(SealedFile.id))
