"""The name of every act in the log."""

from webapp.vocabulary.messages import N_, Worded


class Verb(Worded):
    """An act that the log names; its value is what an entry holds, its message what people read."""

    COMMENT_FILED = "comment.filed", N_("Filed an observation")
    COMMENT_SHOWN = "comment.shown", N_("Showed an observation as filed")
    COMMENT_REDACTED = "comment.redacted", N_("Showed an observation with redactions")
    COMMENT_WITHHELD = "comment.withheld", N_("Withheld the text of an observation")
    COMMENT_ASSIGNED = "comment.assigned", N_("Handed over an observation")
    COMMENT_RECUSED = "comment.recused", N_("Declared an impediment")
    COMMENT_TAGGED = "comment.tagged", N_("Tagged an observation")
    COMMENT_NOTED = "comment.noted", N_("Left a private note")
    COMMENT_SPLIT = "comment.split", N_("Split a letter into parts")
    COMMENT_JOINED = "comment.joined", N_("Joined the parts of a letter")
    COMMENTS_IMPORTED = "comments.imported", N_("Filed observations from a file")
    SUBMITTER_SEEN = "submitter.seen", N_("Saw contact data")
    SUBMITTER_NAME_HIDDEN = "submitter.name_hidden", N_("Asked to hide the name")
    COMMENT_GROUP_HIDDEN = "comment.group_hidden", N_("Asked to hide the value group")
    COMMENT_TERRITORY_HIDDEN = "comment.territory_hidden", N_("Asked to hide the territory")
    SUBMITTER_CORRECTED = (
        "submitter.corrected",
        N_("Contact data corrected at their owner's request"),
    )
    SUBMITTER_ERASED = "submitter.erased", N_("Contact data erased at its owner's request")
    SUBMITTER_PURGED = "submitter.purged", N_("Contact data erased: its time was over")
    SUBMITTER_OF_A_MINOR = "submitter.of_a_minor", N_("Contact data erased: they may be a minor's")
    RIGHTS_EXERCISED = "rights.exercised", N_("Answered a request on personal data")
    EVIDENCE_ADDED = "evidence.added", N_("Added a scan or photo")
    EVIDENCE_SEEN = "evidence.seen", N_("Saw a scan or photo")
    EVIDENCE_ERASED = "evidence.erased", N_("Scans erased at their author's request")
    EVIDENCE_PURGED = "evidence.purged", N_("Scans erased: their time was over")
    EVIDENCE_OF_A_MINOR = "evidence.of_a_minor", N_("Scans erased: they may be a minor's")
    MEETING_SAVED = "meeting.saved", N_("Wrote down a meeting")
    MEETING_MOVED = "meeting.moved", N_("Moved a meeting to another plan")
    PETITION_MARKED = "petition.marked", N_("Marked a petition")
    PETITION_UNMARKED = "petition.unmarked", N_("Took back the mark of petition")
    PETITION_EXTENDED = "petition.extended", N_("Extended the term of a petition")
    PETITION_FORWARDED = "petition.forwarded", N_("Forwarded a petition to another entity")
    PETITION_CORRECTED = "petition.corrected", N_("Corrected what was noted of a petition")
    ANSWER_DRAFTED = "answer.drafted", N_("Drafted an answer")
    ANSWER_SUBMITTED = "answer.submitted", N_("Sent an answer for approval")
    ANSWER_RETURNED = "answer.returned", N_("Returned an answer to be mended")
    ANSWER_APPROVED = "answer.approved", N_("Approved an answer")
    ANSWER_PUBLISHED = "answer.published", N_("Published an answer")
    PART_ANSWERED = "part.answered", N_("Answered a part of a letter")
    TEMPLATE_SAVED = "template.saved", N_("Saved an answer template")
    GROUP_STARTED = "group.started", N_("Started a group of observations")
    GROUP_JOINED = "group.joined", N_("Put an observation into a group")
    GROUP_LEFT = "group.left", N_("Took an observation out of a group")
    GROUP_EXTRA_WRITTEN = (
        "group.extra_written",
        N_("Wrote an extra paragraph for a member of a group"),
    )
    BULK_DONE = "bulk.done", N_("Acted on several observations at once")
    BULK_UNDONE = "bulk.undone", N_("Undid a bulk act on an observation")
    CORRECTION_PROPOSED = "correction.proposed", N_("Proposed a correction")
    CORRECTION_APPROVED = "correction.approved", N_("Approved a correction")
    CORRECTION_REJECTED = "correction.rejected", N_("Did not approve a correction")
    CORRECTION_TAKEN_BACK = "correction.taken_back", N_("Took back the proposal of a correction")
    FILTER_KEPT = "filter.kept", N_("Kept a list under a name")
    FILTER_FORGOTTEN = "filter.forgotten", N_("Took away a list kept under a name")
    REPORT_PUBLISHED = "report.published", N_("Published the report of answers")
    REPORT_FROZEN = "report.frozen", N_("Froze the report of observations and answers")
    EDITION_STARTED = "edition.started", N_("Started the adjusted edition")
    EDITION_PUBLISHED = "edition.published", N_("Published an edition")
    EDITION_FORM_BEGUN = "edition.form_begun", N_("Started an edition with corrections of form")
    EDITION_FORM_DROPPED = (
        "edition.form_dropped",
        N_("Threw away an edition with corrections of form"),
    )
    CHANGE_MADE = "change.made", N_("Changed the plan")
    CHANGE_EXPLAINED = "change.explained", N_("Changed the reason for a change")
    CHANGE_UNDONE = "change.undone", N_("Undid a change")
    PLAN_IMPORTED = "plan.imported", N_("Imported a plan")
    PLAN_FACTS_EDITED = "plan.facts_edited", N_("Edited the facts of a plan")
    PLAN_REVISED = "plan.revised", N_("Took a corrected file into the draft")
    PLAN_DISCARDED = "plan.discarded", N_("Threw away a draft")
    PLAN_RESTORED = "plan.restored", N_("Brought back a draft")
    PLAN_CANCELLED = "plan.cancelled", N_("Cancelled a consultation")
    PLAN_SUCCESSOR_NAMED = "plan.successor_named", N_("Named the successor of a cancelled plan")
    WORDING_EDITED = "wording.edited", N_("Edited an action of the draft")
    ACTION_ADDED = "action.added", N_("Added an action")
    ACTION_REMOVED = "action.removed", N_("Removed an action")
    ACTION_WITHDRAWN = "action.withdrawn", N_("Withdrew an action")
    ACTION_RESTORED = "action.restored", N_("Brought back an action")
    ACTION_CLOSED = "action.closed", N_("Closed an action to observations")
    ACTION_REOPENED = "action.reopened", N_("Opened an action to observations again")
    CATEGORY_ADDED = "category.added", N_("Added a category")
    CATEGORY_EDITED = "category.edited", N_("Edited the title of a category")
    CATEGORY_REMOVED = "category.removed", N_("Removed a category")
    CATEGORY_WITHDRAWN = "category.withdrawn", N_("Withdrew a category")
    CATEGORY_RESTORED = "category.restored", N_("Brought back a category")
    DOCUMENT_ADDED = "document.added", N_("Attached a document")
    DOCUMENT_REMOVED = "document.removed", N_("Removed a document")
    CONSULTATION_WINDOW_SET = "consultation.window_set", N_("Set the dates of a consultation")
    CONSULTATION_CHANNELS_SET = (
        "consultation.channels_set",
        N_("Set the channels of a consultation"),
    )
    CONSULTATION_ANNOUNCED = "consultation.announced", N_("Announced a consultation")
    CONSULTATION_EXTENDED = "consultation.extended", N_("Moved the closing date forward")
    CONSULTATION_REOPENED = (
        "consultation.reopened",
        N_("Opened a consultation again after its close"),
    )
    CONSULTATION_SHORTENED = (
        "consultation.shortened",
        N_("Brought a further window to an earlier close"),
    )
    COMMENT_IMPEDIMENT_LIFTED = "comment.impediment_lifted", N_("Lifted an impediment")
    CONSULTATION_EXTENSION_WITHDRAWN = (
        "consultation.extension_withdrawn",
        N_("Withdrew an extension"),
    )
    COMMENT_RESTATED = "comment.restated", N_("Said again what an observation counts for")
    INTERNAL_REPORT_STARTED = "internal_report.started", N_("Began an internal report")
    INTERNAL_REPORT_EDITED = "internal_report.edited", N_("Edited an internal report")
    INTERNAL_REPORT_DISCARDED = (
        "internal_report.discarded",
        N_("Threw away the draft of an internal report"),
    )
    INTERNAL_REPORT_DELIVERED = "internal_report.delivered", N_("Delivered an internal report")
    PUBLICITY_NOTED = "publicity.noted", N_("Noted how a consultation was made known")
    PUBLICITY_CORRECTED = "publicity.corrected", N_("Corrected how a consultation was made known")
    PUBLICITY_REMOVED = "publicity.removed", N_("Removed what was noted on publicity")
    NOTICE_SENT_AGAIN = "notice.sent_again", N_("Had a notice sent again")
    NOTICE_TAKEN_AS_SENT = "notice.taken_as_sent", N_("Took a notice as sent")
    RECORD_BEGUN = "record.begun", N_("Noted how the entity, its lists and accounts stood")
    CLOCK_WENT_BACK = "clock.went_back", N_("The clock of the server went back")
    ENTITY_UPDATED = "entity.updated", N_("Edited what the entity says of itself")
    ENTITY_LINKS_SET = "entity.links_set", N_("Edited the links of the participation section")
    ENTITY_SECOND_FACTOR_REQUIRED = (
        "entity.second_factor_required",
        N_("Changed whether a second factor is required"),
    )
    CATALOGUE_SAVED = "catalogue.saved", N_("Saved an entry of a catalogue")
    CATALOGUE_MOVED = "catalogue.moved", N_("Moved an entry of a catalogue")
    STAFF_ADDED = "staff.added", N_("Made an account")
    STAFF_CHANGED = "staff.changed", N_("Changed an account")
    STAFF_RESET_OFFERED = "staff.reset_offered", N_("Gave a link to set a new password")
    STAFF_PASSWORD_SET = "staff.password_set", N_("Set the password by a link")
    STAFF_PASSWORD_CHANGED = "staff.password_changed", N_("Changed the own password")
    STAFF_DEACTIVATED = "staff.deactivated", N_("Deactivated an account")
    STAFF_REACTIVATED = "staff.reactivated", N_("Activated an account again")
    SESSION_STARTED = "session.started", N_("Signed in")
    SESSION_GUESSED = "session.guessed", N_("Many wrong passwords were tried on an account")
    SESSION_ENDED = "session.ended", N_("Ended a session")
    SESSION_ALL_ENDED = "session.all_ended", N_("Ended several sessions")
    SECOND_FACTOR_BEGUN = "second_factor.begun", N_("Began to set up a second factor")
    SECOND_FACTOR_CONFIRMED = "second_factor.confirmed", N_("Finished setting up a second factor")
    SECOND_FACTOR_REMOVED = "second_factor.removed", N_("Removed a second factor")
    SECOND_FACTOR_RECOVERY_USED = "second_factor.recovery_used", N_("Used a recovery code")
    SECOND_FACTOR_REFUSED = (
        "second_factor.refused",
        N_("Wrong codes were tried after a right password"),
    )

    @classmethod
    def words(cls, verb: str) -> str:
        """The message of an act by what an entry holds; of one that this version does not know,
        what the entry holds."""
        known = {each.value: each.message for each in cls}
        return known.get(verb, verb)
