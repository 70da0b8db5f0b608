"""What may be decided on an observation, and how far its answer came."""

from webapp.vocabulary.messages import N_, Worded


class OfficialState(Worded):
    """The states of the official report of observations and answers."""

    ACCEPTED = "accepted", N_("Accepted")
    NOT_ACCEPTED = "not_accepted", N_("Not accepted")
    NOT_APPLICABLE = "not_applicable", N_("Not applicable")


class Decision(Worded):
    """What was decided on an observation (R7)."""

    INCORPORATED = "incorporated", N_("Incorporated")
    PARTIALLY_INCORPORATED = "partially_incorporated", N_("Partially incorporated")
    NOT_INCORPORATED = "not_incorporated", N_("Not incorporated")
    ALREADY_INCLUDED = "already_included", N_("Already included")
    OUT_OF_SCOPE = "out_of_scope", N_("Out of scope")
    INFORMATIVE_REPLY = "informative_reply", N_("Informative reply")

    @property
    def needs_change(self) -> bool:
        """Whether a change must name the observation (R8)."""
        return self in (Decision.INCORPORATED, Decision.PARTIALLY_INCORPORATED)

    @property
    def official_state(self) -> OfficialState:
        """The state that the official report gives it."""
        if self.needs_change:
            return OfficialState.ACCEPTED
        if self in (Decision.NOT_INCORPORATED, Decision.ALREADY_INCLUDED):
            return OfficialState.NOT_ACCEPTED
        return OfficialState.NOT_APPLICABLE


class AnswerState(Worded):
    """Who has the answer now (R6)."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Awaiting approval")
    RETURNED = "returned", N_("Returned to the drafter")
    APPROVED = "approved", N_("Approved, not yet published")
    PUBLISHED = "published", N_("Published")

    @property
    def is_writable(self) -> bool:
        """Whether its drafter has it."""
        return self in (AnswerState.DRAFT, AnswerState.RETURNED)

    @property
    def is_returnable(self) -> bool:
        """Whether it is with its approver, or approved and not out."""
        return self in (AnswerState.SUBMITTED, AnswerState.APPROVED)

    @property
    def is_approved(self) -> bool:
        """Whether it is approved, published or not."""
        return self in (AnswerState.APPROVED, AnswerState.PUBLISHED)
