"""The exact list that an act at once will touch, as it is shown before it is done (R16)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp.models import Plan, Staff
from webapp.models.comment import Reading
from webapp.queries import desk_list
from webapp.queries.desk_list import DeskComment
from webapp.vocabulary import BulkVerb
from webapp.workflow import bulk
from webapp.workflow.bulk import LeftOut, Listed

_STAMPED = re.compile(r"([^\s:]{1,40}):(\d{1,9}\.\d{1,9}\.\d{1,9})(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class ExactList:
    """What will be touched, what will not and why, and what changed since it was last shown."""

    lines: Sequence[tuple[DeskComment, Reading]]
    left: Sequence[LeftOut]
    changed: Sequence[str] = ()
    cut: bool = False
    text: str = ""
    """The lines with their stamps, as a form carries them."""


def read(text: str | None) -> list[Listed]:
    """The list that a form carried."""
    return [Listed(number, stamp) for number, stamp in _STAMPED.findall(text or "")]


def make(
    listed: Sequence[DeskComment], verb: BulkVerb, *, reader: Staff, sent: Sequence[Listed] = ()
) -> ExactList:
    """The list of these observations; those of `sent` that changed since are left aside."""
    comments = [each.comment for each in listed]
    stamps = bulk.stamps(comments)
    now = {each.filing_number: stamps[each.id] for each in comments}
    changed = [each.filing_number for each in sent if now.get(each.filing_number) != each.stamp]
    same = [each for each in comments[: bulk.MOST] if each.filing_number not in changed]
    left = bulk.left_out(same, verb, by=reader)
    aside = {each.comment.id for each in left}
    touched = [
        each
        for each in listed[: bulk.MOST]
        if each.comment.filing_number not in changed and each.comment.id not in aside
    ]
    return ExactList(
        lines=[(each, each.comment.read_by(reader)) for each in touched],
        left=left,
        changed=changed,
        cut=len(comments) > bulk.MOST,
        text=" ".join(
            f"{each.comment.filing_number}:{stamps[each.comment.id]}" for each in touched
        ),
    )


def again(plan: Plan, sent: Sequence[Listed], verb: BulkVerb, *, reader: Staff) -> ExactList:
    """The list that a form carried, as its observations stand now."""
    numbers = [each.filing_number for each in sent[: bulk.MOST]]
    return make(desk_list.named(plan, numbers), verb, reader=reader, sent=sent)
