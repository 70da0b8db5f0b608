"""What supporting documents are: as they were added, or as clean copies took their place (R21)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from webapp.models import (
    Correction,
    Document,
    DocumentContent,
    Event,
    Plan,
    ProposedFile,
    SealedFile,
)
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, CorrectionState
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.verifying.findings import Checked, Fault, Remark
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import last, noted


def documents() -> Iterator[Checked]:
    """Every document, with the file that was added or that the last clean copy put in its place,
    and listed unless it was taken from the list."""
    events = noted(Verb.DOCUMENT_ADDED, Verb.DOCUMENT_REMOVED)
    copies = _clean_copies()
    rows = Document.select(Document, Plan).join(Plan).order_by(Document.id)
    for document in readable(rows):
        name = name_of(document)
        yield Checked(
            "documents", document, _of_document(document, events.pop(name, []), copies[name])
        )
    for subject, entries in events.items():
        yield Checked("documents", subject, _missing_document(entries))


def _clean_copies() -> defaultdict[str, list[Correction]]:
    """Those that were made, by their document's name in the log, in the order of the log."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    made = Correction.select().where(
        Correction.kind == CorrectionKind.CLEAN_COPY, Correction.state == CorrectionState.APPROVED
    )
    approved = noted(Verb.CORRECTION_APPROVED)
    for each in sorted(readable(made), key=lambda row: _position(row, approved)):
        found[each.subject].append(each)
    return found


def _position(correction: Correction, approved: Mapping[str, Sequence[Event]]) -> int:
    """Where the log has its approval: the clock may have gone back since."""
    entry = last(approved.get(name_of(correction)))
    return entry.position if entry else 0


def _of_document(
    document: Document, entries: Sequence[Event], copies: Sequence[Correction]
) -> Iterator[Fault]:
    if not _is_as_noted(document, entries, copies):
        yield Fault(
            N_("Document “%(title)s” of %(plan)s is not what was added."),
            title=document.title,
            plan=document.plan.slug,
        )
    for each in copies:
        if each.details["erases"]:
            yield Remark(
                N_("Files of document “%(title)s” were erased by correction %(number)s."),
                title=document.title,
                number=each.id,
            )


def _missing_document(entries: Sequence[Event]) -> Iterator[Fault]:
    yield Fault(N_("Document “%(title)s” is missing."), title=entries[0].details["title"])


def _is_as_noted(
    document: Document, entries: Sequence[Event], copies: Sequence[Correction]
) -> bool:
    """Older entries note neither the name nor the type nor the size of the file."""
    added, removed = last(entries, Verb.DOCUMENT_ADDED), last(entries, Verb.DOCUMENT_REMOVED)
    if added is None or "sha256" not in added.details:
        return False
    replacing = [each for each in copies if each.details["clean"]]
    first = replacing[0].before["file"] if replacing else document.file
    given = {name: added.details.get(name, value) for name, value in first.items()}
    for each in replacing:
        if each.before["file"] != given:
            return False
        given = each.details["clean"]
    return (
        document.title == added.details["title"]
        and document.removed_at == (removed.at if removed else None)
        and document.replaced_at == (replacing[-1].decided_at if replacing else None)
        and document.file == given
        and _is_whole(document)
    )


def _is_whole(document: Document) -> bool:
    stored = DocumentContent.get_or_none(DocumentContent.document == document)
    return stored is not None and (document.size, document.sha256) == _measured(stored.content)


def _measured(content: Any) -> tuple[int, str]:
    return len(content), hashlib.sha256(bytes(content)).hexdigest()


def files_of_clean_copies() -> Iterator[Checked]:
    """Every file that a clean copy took the place of, sealed unless it was erased; every copy that
    waits for approval; and no others."""
    sealed = {each.correction_id: each for each in readable(SealedFile.select())}
    proposed = {each.correction_id: each for each in readable(ProposedFile.select())}
    all_of_them = Correction.select().where(Correction.kind == CorrectionKind.CLEAN_COPY)
    erased = _erased(_clean_copies())
    for each in readable(all_of_them.order_by(Correction.id)):
        is_erased = each.id in erased
        files = (sealed.pop(each.id, None), proposed.pop(each.id, None))
        yield Checked("", each, _of_files(each, files, _files_to_keep(each, is_erased)))
    for number in {*sealed, *proposed}:
        yield Checked("", f"correction:{number}", [_not_the_files(number)])


def _erased(copies: Mapping[str, Sequence[Correction]]) -> set[int]:
    """The corrections whose old file one of them erased: its own, and those before it."""
    found: set[int] = set()
    for made in copies.values():
        until = max((at for at, each in enumerate(made, 1) if each.details["erases"]), default=0)
        found |= {each.id for each in made[:until]}
    return found


def _files_to_keep(
    correction: Correction, is_erased: bool
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Size and digest, by the log, of the file sealed for a correction and of the proposed one."""
    copy = correction.details["clean"]
    if _is_made(correction):
        return (None if is_erased else correction.before["file"]), None
    return None, copy if correction.state is CorrectionState.PROPOSED else None


def _is_made(correction: Correction) -> bool:
    return correction.state is CorrectionState.APPROVED


def _of_files(
    correction: Correction,
    files: Iterable[SealedFile | ProposedFile | None],
    expected: Iterable[dict[str, Any] | None],
) -> Iterator[Fault]:
    for file, logged in zip(files, expected, strict=True):
        measured = file and _measured(file.content)
        if measured != (logged and (logged["size"], logged["sha256"])):
            yield _not_the_files(correction.id)


def _not_the_files(number: int) -> Fault:
    return Fault(
        N_("The files that correction %(number)s keeps are not what the log says."), number=number
    )
