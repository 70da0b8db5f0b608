"""Holding everything that is public or of legal effect against the log (R17).

`examine` looks at everything and lists all that is wrong. How to cover one more table:

1. Write in the module of its kind a generator that yields, for each row, a
   `Checked(kind, row, faults)`; `kind` is the word under which sound rows are counted, `faults`
   another generator, over this row alone, which yields a `Fault` for each thing that is not as the
   log noted it. Rows that the log has and the table has not are further `Checked`s.
2. Get rows with `readable(query)`, and entries with `noted(*verbs)`. Expect nothing of them: what a
   generator of faults raises (a key that an entry lacks, a parent that is gone) becomes a fault
   that names the row, so nothing has to be caught.
3. Add the generator to `CHECKS`.

Rows of all tables in TABLES are read by `legible`, with nothing to add. Entries made before the log
noted as much as it does now are held to what they noted.
"""

import json

from webapp.text import covered
from webapp.vocabulary.messages import N_
from webapp.workflow.verifying import (
    corrections,
    derived,
    documents,
    editorial,
    entity_and_staff,
    guards,
    petitions,
    plans,
    reports,
    scans,
)
from webapp.workflow.verifying.comments import comments
from webapp.workflow.verifying.findings import Check, Fault, Findings, Unsound
from webapp.workflow.verifying.legible import legible
from webapp.workflow.verifying.log import chain

__all__ = [
    "CHECKS",
    "UNCOVERED",
    "Fault",
    "Findings",
    "Unsound",
    "examine",
    "read_checkpoint",
    "verify",
]

CHECKS: tuple[Check, ...] = (
    legible,
    plans.editions,
    documents.documents,
    documents.files_of_clean_copies,
    editorial.editorial_editions,
    plans.rounds,
    plans.plans,
    plans.actions,
    comments,
    scans.scans,
    petitions.petitions,
    derived.totals,
    derived.search,
    reports.reports,
    reports.internal_reports,
    reports.publicity,
    entity_and_staff.entity,
    entity_and_staff.catalogues,
    entity_and_staff.accounts,
    entity_and_staff.meetings,
    corrections.corrections,
    corrections.places,
    corrections.reinstatements,
    corrections.impediments_lifted,
    corrections.totals_of_corrections,
    guards.guards,
)

UNCOVERED = N_(
    "Not held against the log: drafts, who has an observation, notes, tags, groups and templates, "
    "what people said of taking part, letters and subscriptions, names and passwords of accounts."
)


def examine(checkpoint: tuple[int, str] | None = None) -> Findings:
    """Recompute everything: how many rows of each kind are sound, and every fault.

    `checkpoint` is a size and head of the log noted earlier, as a receipt has them: the log must
    still pass through it.
    """
    covered.forget()
    findings = Findings()
    findings.take("chain", chain(checkpoint))
    for check in CHECKS:
        findings.take(check.__name__, check())
    return findings


def verify(checkpoint: tuple[int, str] | None = None) -> dict[str, int]:
    """Recompute everything; give how many of each kind are sound. Raises Unsound, which carries
    every fault."""
    findings = examine(checkpoint)
    if findings.faults:
        raise Unsound(findings.faults)
    return findings.sound


def read_checkpoint(text: str) -> tuple[int, str]:
    """A size and a head of the log, from the JSON that the public record serves.

    Raises ValueError when it is something else.
    """
    try:
        noted = json.loads(text)
        return int(noted["size"]), str(noted["head"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the checkpoint is not a JSON object with `size` and `head`") from None
