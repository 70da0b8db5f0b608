"""Erasing words out of every row in which a copy of them stands, the log's too (R13, R17)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.models import (
    Answer,
    Category,
    Change,
    Comment,
    Correction,
    Edition,
    Event,
    InternalReport,
    Plan,
    Report,
    Table,
    Versioned,
    Wording,
    canonical,
)
from webapp.models.base import as_read, digest, without_salt
from webapp.models.event import name_of, subject_numbered
from webapp.storage import guards
from webapp.text import differences, markup
from webapp.text.covered import each_text, is_covered, key, published
from webapp.text.erasing import Erased
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AnswerState
from webapp.workflow import copies
from webapp.workflow.covered_words import HiddenWords


@dataclass(frozen=True)
class Words:
    """What is to be erased: passages of whole texts, known by their digest, and the words of them
    wherever else they stand, in all that is of a plan (`wide`), or only in the rows and the entries
    about what those texts are of (`near`)."""

    plan: Plan
    kind: RedactionKind
    passages: Mapping[str, Collection[tuple[int, int]]]
    wide: Collection[HiddenWords]
    near: Collection[HiddenWords]


@dataclass
class _Texts:
    """What each text becomes, in every plan or in one alone, and each digest of it."""

    everywhere: dict[str, str] = field(default_factory=dict)
    in_plan: dict[str, str] = field(default_factory=dict)
    erased: dict[str, Erased] = field(default_factory=dict)

    def add(self, text: str, erased: Erased) -> None:
        """Take in one more. One that is covered reads alike in other plans, and is erased there."""
        known = self.everywhere if is_covered(as_read(text)) else self.in_plan
        known |= {
            text: erased.text,
            key(text): key(erased.text),
            digest(text): digest(erased.text),
        }
        self.erased[key(text)] = erased

    def read(self, value: Any, *, own: bool) -> Any:
        """A value of a row as it is from now on; `own` for a row of the plan itself."""
        return each_text(value, lambda text: self._known(text, own=own) or text)

    def passages(self, details: dict[str, Any], *, own: bool) -> dict[str, Any]:
        """What the details of a correction say of passages that it covers, or lifts, each where it
        stands from now on; the digests of the texts are still the former ones."""
        moved: dict[str, Any] = {}
        if "texts" in details:
            moved["texts"] = [
                {**each, "spans": [self._moved(known_as, *span, own=own) for span in each["spans"]]}
                for each in details["texts"]
                if (known_as := each["sha256"])
            ]
        if "lifted" in details:
            moved["lifted"] = [
                [known_as, *self._moved(known_as, *span, own=own)]
                for known_as, *span in details["lifted"]
            ]
        return moved

    def _known(self, text: str, *, own: bool) -> str | None:
        return self.everywhere.get(text) or (self.in_plan.get(text) if own else None)

    def _moved(self, known_as: str, start: int, end: int, *, own: bool) -> list[int]:
        if self._known(known_as, own=own):
            return list(self.erased[known_as].moved(start, end))
        return [start, end]


class Rewriting:
    """One erasing: finds every copy, writes all anew, and gives what published digests there are
    of rows that say something else now."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._texts = _Texts()
        self._digests: dict[str, str] = {}
        self._editions: set[int] = set()
        self._owners = copies.owners()
        self._near = self._rows_with_the_texts()

    def carry_out(self) -> dict[str, str]:
        """Do it, inside a larger act. Gives, by the log's name of each row whose digest stays
        published, the digest of what the row says from now on."""
        for text, passages in self._found().items():
            self._texts.add(text, Erased.of(text, passages, self._words.kind))
        with guards.lifted([each._meta.table_name for each in copies.tables()]):
            for table in copies.tables():
                for row in copies.rows(table):
                    self._rewrite(row)
        return self._digests

    def _rows_with_the_texts(self) -> set[str]:
        found = set()
        for table in copies.tables():
            if table is not Event:
                for row in copies.rows(table):
                    if any(key(text) in self._words.passages for text in copies.texts_of(row)):
                        found |= set(self._names(row))
        return found

    def _names(self, row: Table) -> Iterator[str]:
        """What the log calls a row, and the observation that it is about."""
        if isinstance(row, Event):
            yield row.subject
        else:
            yield name_of(row)
            if number := self._owners.number_of(row):
                yield subject_numbered(number)

    def _is_own(self, row: Table) -> bool:
        return self._owners.plan_of(row) == self._words.plan.id

    def _found(self) -> dict[str, set[tuple[int, int]]]:
        """Every text of which something is erased, with the passages."""
        found: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for table in copies.tables():
            for row in copies.rows(table):
                words = self._words_in(row)
                for text in copies.texts_of(row):
                    passages = set(self._words.passages.get(key(text), ()))
                    # Most of what the log has is too short to say them.
                    looked_for = (each for each in words if len(each.words) <= 2 * len(text))
                    spans = (place for each in looked_for for place in each.stand_in(text))
                    passages |= {(place.start, place.end) for place in spans}
                    if passages:
                        found[text] |= passages
        return found

    def _words_in(self, row: Table) -> set[HiddenWords]:
        """The words that are erased of a row wherever they stand in it."""
        words = set(self._words.wide) if self._is_own(row) else set()
        if not self._near.isdisjoint(self._names(row)):
            words |= set(self._words.near)
        return words

    def _rewrite(self, row: Table) -> None:
        own = self._is_own(row)
        values = copies.values_of(row)
        new = {name: self._texts.read(value, own=own) for name, value in values.items()}
        if isinstance(row, Correction):
            moved = self._texts.passages(values["details"], own=own)
            new["details"] |= self._texts.read(moved, own=own)
        changed = {name: each for name, each in new.items() if each != values[name]}
        if isinstance(row, Edition) and row.id in self._editions:
            changed["salt"] = ""
        if isinstance(row, Report) and own and _is_superseded(row):
            changed["header"] = new["header"]
        if changed:
            self._write(row, _with_what_follows(row, changed))

    def _write(self, row: Table, changed: dict[str, Any]) -> None:
        table = type(row)
        before = copies.unpublished_digests(row)
        if isinstance(row, Versioned) and _may_be_open_in_a_form(row):
            changed["version"] = row.version + 1
        table.update(**changed).where(table.id == row.id).execute()
        row = row.fresh()
        self._texts.everywhere |= dict(zip(before, copies.unpublished_digests(row), strict=True))
        if isinstance(row, Category | Change | Wording):
            self._editions.add(row.edition.id)
        self._digests |= copies.published_digest(row)


def _with_what_follows(row: Table, changed: dict[str, Any]) -> dict[str, Any]:
    """With the columns that are made of those that change. No salt stays: with it the digest of
    what was erased would confirm a guess."""
    if isinstance(row, Correction | Event):
        changed["details"] = without_salt(changed.get("details", published(row.details)))
    if isinstance(row, InternalReport) and "snapshot" in changed:
        changed["snapshot"] = canonical(without_salt(changed["snapshot"]))
    if isinstance(row, Report) and _is_superseded(row):
        changed["header"]["report"].pop("salt", None)
    if isinstance(row, Edition):
        changed["salt"] = ""
        if changed.get("summary"):
            changed["summary_html"] = markup.to_html(changed["summary"])
    if isinstance(row, Change) and not changed.keys().isdisjoint({"before", "after"}):
        sides = (changed.get(name, published(getattr(row, name))) for name in ("before", "after"))
        changed["pieces"] = [[each.op, each.text] for each in differences.difference(*sides)]
    return changed


def _is_superseded(report: Report) -> bool:
    """Whether another report has taken its place: the digest of the one that stands is of what is
    read of it."""
    return bool(Report.newest(report.consultation) != report)


def _may_be_open_in_a_form(row: Versioned) -> bool:
    """Whether somebody may be writing on it: their copy has the words, and is refused (R12)."""
    if isinstance(row, Answer):
        return row.state is not AnswerState.PUBLISHED
    return not isinstance(row, Correction | Comment)
