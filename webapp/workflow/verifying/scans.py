"""What scans of letters are, or that they were erased as the log says."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from webapp.models import Evidence
from webapp.models.event import subject_of
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import noted

_BUT_CONTENT = [each for each in Evidence._meta.sorted_fields if each is not Evidence.content]
_ERASURES = (
    Verb.SUBMITTER_ERASED,
    Verb.SUBMITTER_PURGED,
    Verb.SUBMITTER_OF_A_MINOR,
    Verb.EVIDENCE_ERASED,
    Verb.EVIDENCE_PURGED,
    Verb.EVIDENCE_OF_A_MINOR,
)


def scans() -> Iterator[Checked]:
    """Every scan as it was added, its content too unless it was erased; and those that are gone."""
    added = _digests(Verb.EVIDENCE_ADDED)
    erased = _digests(*_ERASURES)
    for scan in readable(Evidence.select(*_BUT_CONTENT).order_by(Evidence.id)):
        subject = subject_of(scan.comment)
        known = scan.sha256 in added[subject]
        if known:
            added[subject].remove(scan.sha256)
        is_erased = scan.sha256 in erased[subject]
        yield Checked("scans", scan, _of_scan(scan, known=known, erased=is_erased))
    for subject, missing in added.items():
        for _ in missing:
            yield Checked("scans", subject, [_not_as_added(subject)])


def _digests(*verbs: str) -> defaultdict[str, list[str]]:
    """The digests that some acts name, by the observation they were done on."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for subject, events in noted(*verbs).items():
        for event in events:
            one = event.details.get("sha256")
            found[subject] += [one] if one else event.details.get("scans", [])
    return found


def _of_scan(scan: Evidence, *, known: bool, erased: bool) -> Iterator[Fault]:
    content = bytes(Evidence.get(Evidence.id == scan.id).content)
    if scan.erased_at:
        sound = known and erased and not content and not scan.filename
    else:
        sound = known and scan.sha256 == hashlib.sha256(content).hexdigest()
    if not sound:
        yield _not_as_added(subject_of(scan.comment))


def _not_as_added(subject: str) -> Fault:
    number = subject.removeprefix("comment:")
    return Fault(N_("A scan of %(number)s is not what was added."), number=number)
