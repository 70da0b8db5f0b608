"""What each kind of correction asks for and does; `correcting` has the steps they all share."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, ClassVar

from webapp.models import Correction, Staff
from webapp.vocabulary import CorrectionKind, Role
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import WrongState
from webapp.workflow.sent_file import SentFile


class Procedure(ABC):
    """One kind of correction."""

    kind: ClassVar[CorrectionKind]
    proposers: ClassVar[tuple[Role, ...]]
    """The roles that may propose one; an approver decides it."""

    @abstractmethod
    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise a refusal unless it may be made at this instant. Called when it is proposed, and
        again when it is approved: what allowed it may be gone by then."""

    def is_the_same(self, correction: Correction, waiting: Correction) -> bool:
        """Whether one of this kind that already waits for approval is about the same: then another
        is not proposed."""
        return correction.subject == waiting.subject

    def enclose(self, correction: Correction, file: SentFile | None) -> None:
        """Save the file that was proposed with it, in the same transaction; most take none.

        Raises WrongState for a file that is not the one its details describe.
        """
        if file:
            raise WrongState(N_("This takes no file."))

    def drop(  # noqa: B027, most leave nothing behind
        self, correction: Correction
    ) -> None:
        """Let go of what was kept for it, once it is not approved or taken back."""

    @abstractmethod
    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Do it, inside the approval's own transaction; gives what stood before."""

    def follow(  # noqa: B027, nothing follows from most
        self, correction: Correction, *, by: Staff, at: datetime
    ) -> None:
        """What follows once it stands as approved, in the same transaction; for most, nothing."""

    def involved(self, correction: Correction) -> frozenset[int]:
        """Who had a part in what is corrected, by account number, and so approves nothing of it
        (R11)."""
        return frozenset({correction.proposed_by_id})
