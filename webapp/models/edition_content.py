"""The whole content of an edition, its changes included, and the digests of it (R1)."""

import hashlib
from typing import Any

from webapp.models.base import canonical, digest, without_salt
from webapp.models.change import Change
from webapp.models.plan import Category, Edition, Plan
from webapp.text.covered import is_covered


def newest_edition(plan: Plan) -> Edition | None:
    """The edition in work or, when there is none, the last one published."""
    return plan.draft_edition or plan.current_edition


def category_of(edition: Edition, number: int) -> Category | None:
    """The category that has this number in it, with its edition at hand."""
    category: Category | None = edition.categories.where(Category.number == number).first()
    if category:
        category.edition = edition
    return category


def changes_of(edition: Edition) -> list[Change]:
    """Its changes against the edition before, in the plan's order."""
    return Change.listed(Change.edition == edition)


def brings_changes(edition: Edition) -> bool:
    """Whether anything in it differs from the edition before."""
    return Change.select().where(Change.edition == edition).exists()


def content_of(edition: Edition) -> dict[str, Any]:
    """The whole document as plain data, its changes and their sources included.

    What the digest covers; the digest of the edition before is part of it.
    """
    previous, published_at = edition.previous, edition.published_at
    return {
        "plan": edition.plan.slug,
        "number": edition.number,
        "title": edition.title,
        "code": edition.code,
        "summary": edition.summary,
        "elaborated_on": edition.elaborated_on,
        "approved_on": edition.approved_on,
        "approved_by": edition.approved_by,
        "minutes": edition.minutes,
        "starts_on": edition.starts_on,
        "published_at": published_at and published_at.isoformat(" ", "microseconds"),
        "categories": [
            {
                "number": category.number,
                "title": category.title,
                "actions": [wording.content() for wording in wordings],
            }
            for category, wordings in edition.outline
        ],
        "changes": [change.content() for change in changes_of(edition)],
        "previous": previous.digest if previous else "",
        **({"salt": edition.salt} if edition.salt else {}),
    }


def given_content_of(edition: Edition) -> dict[str, Any]:
    """The same as anyone reads it: without its salt once something of it is covered."""
    content = content_of(edition)
    return without_salt(content) if is_covered(content) else content


def digest_of(edition: Edition) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of the content as published (R1)."""
    return digest(content_of(edition))


def given_digest_of(edition: Edition) -> str:
    """SHA-256 of the content as it is given: the digest itself, unless something of it is
    covered."""
    return hashlib.sha256(canonical(given_content_of(edition)).encode()).hexdigest()
