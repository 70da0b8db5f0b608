"""The words of the field: every closed list of the domain.

The value is what is stored and sent; the message is what the catalogues translate.
"""

from webapp.vocabulary.decisions import AnswerState as AnswerState
from webapp.vocabulary.decisions import Decision as Decision
from webapp.vocabulary.decisions import OfficialState as OfficialState
from webapp.vocabulary.messages import N_, Worded
from webapp.vocabulary.notices import NoticeKind as NoticeKind
from webapp.vocabulary.notices import NoticeReason as NoticeReason
from webapp.vocabulary.notices import NoticeState as NoticeState


class Phase(Worded):
    """Where a plan stands in its life. Computed from dates and acts, never stored."""

    DRAFTING = "drafting", N_("In preparation")
    ANNOUNCED = "announced", N_("Announced")
    OPEN = "open", N_("Open for observations")
    ANSWERING = "answering", N_("Being answered")
    REPORT_PUBLISHED = "report_published", N_("Answers published")
    ADJUSTED = "adjusted", N_("Adjusted plan")
    CANCELLED = "cancelled", N_("Cancelled")
    DISCARDED = "discarded", N_("Draft thrown away")

    @property
    def takes_comments(self) -> bool:
        """Whether the public may file now (R5)."""
        return self is Phase.OPEN

    @property
    def is_consulting(self) -> bool:
        """Whether the consultation is announced and has not closed."""
        return self in (Phase.ANNOUNCED, Phase.OPEN)

    @property
    def is_adjustable(self) -> bool:
        """Whether the consultation has closed and the adjusted edition is not out."""
        return self in (Phase.ANSWERING, Phase.REPORT_PUBLISHED)


class RoundScope(Worded):
    """What a round of consultation asks about."""

    WHOLE = "whole", N_("The whole plan")
    CHANGED = "changed", N_("Only what changed")


class Kind(Worded):
    """What sort of observation it is."""

    SUPPORT = "support", N_("Support")
    OBJECTION = "objection", N_("Objection")
    PROPOSAL = "proposal", N_("Proposal")
    WORDING_PROPOSAL = "wording_proposal", N_("Wording proposal")
    QUESTION = "question", N_("Question")


class Stance(Worded):
    """Where the person stands towards the action."""

    FOR = "for", N_("In favour")
    WITH_CHANGES = "with_changes", N_("In favour, with changes")
    AGAINST = "against", N_("Against")
    NEUTRAL = "neutral", N_("Neutral")


class Target(Worded):
    """Which part of the action the observation is about."""

    ACTIVITY = "activity", N_("The activity")
    IMPROVEMENT = "improvement", N_("The improvement")
    TERM = "term", N_("The term")
    EFFICACY = "efficacy", N_("The efficacy check")
    GENERAL = "general", N_("All of it")


class AuthorKind(Worded):
    """In what capacity someone files."""

    PERSON = "person", N_("Person")
    ORGANISATION = "organisation", N_("Organisation")
    ANONYMOUS = "anonymous", N_("Anonymous")


class Channel(Worded):
    """How an observation, or word of a consultation, reaches the entity."""

    WEB = "web", N_("Web")
    ASSISTED = "assisted", N_("Assisted, in person")
    PHONE = "phone", N_("Telephone")
    FRONT_DESK = "front_desk", N_("Front desk")
    EMAIL = "email", N_("E-mail")
    EVENT = "event", N_("Event")

    @property
    def is_offline(self) -> bool:
        """Whether it can be used without the internet."""
        return self not in (Channel.WEB, Channel.EMAIL)


class Standing(Worded):
    """What an observation counts for, by when it came and on what (R3, R5)."""

    IN_TERM = "in_term", N_("In term")
    ON_CLOSED_ACTION = "not_asked", N_("On an action that took no observations")
    BEFORE_OPENING = "before_opening", N_("Before the opening")
    LATE = "late", N_("Late")
    AFTER_CANCELLATION = "after_cancellation", N_("After the cancellation")

    @property
    def counts(self) -> bool:
        """Whether it is in term: counted in every total."""
        return self in (Standing.IN_TERM, Standing.ON_CLOSED_ACTION)

    @property
    def is_usual(self) -> bool:
        """Whether it is the usual case, which pages do not mention."""
        return self is Standing.IN_TERM

    @property
    def explanation(self) -> str:
        """What that means, in a sentence."""
        return {
            Standing.IN_TERM: N_("It came in term: it is answered and counted in the totals."),
            Standing.ON_CLOSED_ACTION: N_(
                "It came in term on an action that took no observations: it is answered and "
                "counted in the totals."
            ),
            Standing.BEFORE_OPENING: N_(
                "It came before the opening: it is answered, but not counted in the totals."
            ),
            Standing.LATE: N_(
                "It came after the close: it is answered, but not counted in the totals."
            ),
            Standing.AFTER_CANCELLATION: N_(
                "It came after the plan was cancelled: it is kept, but not counted in the totals."
            ),
        }[self]


class Happening(Worded):
    """The public events of a plan, in the order of its life."""

    ANNOUNCED = "announced", N_("The consultation is announced")
    OPENED = "opened", N_("You can say what you think now")
    EXTENDED = "extended", N_("There is more time to say what you think")
    ANSWERED = "answered", N_("The answers are out")
    EDITION_PUBLISHED = "edition_published", N_("The plan has been adjusted")
    FORM_CORRECTED = "form_corrected", N_("The form of the plan was corrected")
    EDITION_WITHDRAWN = "edition_withdrawn", N_("The adjusted plan is withdrawn")
    WITHDRAWAL_TAKEN_BACK = (
        "withdrawal_taken_back",
        N_("The withdrawal of the adjusted plan is taken back"),
    )
    CANCELLED = "cancelled", N_("The consultation was cancelled")


class PublicityStage(Worded):
    """What was made public through a channel: that there is a consultation, or its results."""

    ANNOUNCEMENT = "announcement", N_("The consultation")
    RESULTS = "results", N_("Its results")


class PublicityChannel(Worded):
    """How word of a consultation goes out."""

    WEB_PAGE = "web_page", N_("Web page")
    SOCIAL_NETWORKS = "social_networks", N_("Social networks")
    WHATSAPP = "whatsapp", N_("WhatsApp")
    EMAIL = "email", N_("E-mail")
    RADIO = "radio", N_("Radio")
    TELEVISION = "television", N_("Television")
    PRESS = "press", N_("Press")
    NOTICE_BOARD = "notice_board", N_("Notice board")
    LOUDSPEAKER = "loudspeaker", N_("Loudspeaker in the streets")
    MEETING = "meeting", N_("Meeting")
    POSTER = "poster", N_("Posters and leaflets")
    OTHER = "other", N_("Another channel")


class Publication(Worded):
    """What of an observation is shown (R3). Says nothing of its answer (R6)."""

    PENDING = "pending", N_("In review")
    SHOWN = "shown", N_("Shown as filed")
    REDACTED = "redacted", N_("Shown with redactions")
    WITHHELD = "withheld", N_("Text withheld")

    @property
    def is_shown(self) -> bool:
        """Whether the public may read the text, whole or with redactions."""
        return self in (Publication.SHOWN, Publication.REDACTED)


class Ground(Worded):
    """The public reason for a redaction or for withholding a text."""

    PERSONAL_DATA = "personal_data", N_("It has personal data")
    MINOR = "minor", N_("It protects a minor")
    INSULT_OR_THREAT = "insult_or_threat", N_("It has insults or threats")
    THIRD_PARTY = "third_party", N_("It could harm another person's rights")
    ADVERTISING = "advertising", N_("It is advertising")
    OTHER = "other", N_("Another reason")


class Origin(Worded):
    """What a change rests on (R9)."""

    OBSERVATIONS = "observations", N_("Observations")
    OWN_MOTION = "own_motion", N_("Own motion")
    EDITORIAL_FIX = "editorial_fix", N_("Editorial fix")


class PlanField(Worded):
    """What a change may alter: a field of an action's wording, a category's title, or a fact of the
    plan."""

    ACTIVITY = "activity", N_("Management activity")
    IMPROVEMENT = "improvement", N_("Improvement")
    TERM_MONTHS = "term_months", N_("Term")
    EFFICACY_CHECK = "efficacy_check", N_("Efficacy check")
    RESPONSIBLE_AREA = "responsible_area", N_("Responsible area")
    CATEGORY_TITLE = "category_title", N_("Title of the category")
    TITLE = "title", N_("Title of the plan")
    CODE = "code", N_("Code of the plan")
    SUMMARY = "summary", N_("Summary in plain words")
    ELABORATED_ON = "elaborated_on", N_("Drawn up on")
    APPROVED_ON = "approved_on", N_("Approved on")
    APPROVED_BY = "approved_by", N_("Approved by")
    MINUTES = "minutes", N_("Minutes")
    STARTS_ON = "starts_on", N_("Terms count from")

    @property
    def is_day(self) -> bool:
        """Whether its text is a date."""
        return self in (PlanField.ELABORATED_ON, PlanField.APPROVED_ON, PlanField.STARTS_ON)


WORDING_FIELDS = (
    PlanField.ACTIVITY,
    PlanField.IMPROVEMENT,
    PlanField.TERM_MONTHS,
    PlanField.EFFICACY_CHECK,
    PlanField.RESPONSIBLE_AREA,
)
"""The typed fields of an action's wording, in reading order."""
FACT_FIELDS = tuple(PlanField)[len(WORDING_FIELDS) + 1 :]
"""The facts of the plan, in reading order."""


class Turn(Worded):
    """What an action becomes from one edition to a later one, when it does not stand in both."""

    NEW = "new", N_("New action")
    WITHDRAWN = "withdrawn", N_("Withdrawn action")
    PASSING = "passing", N_("Added and withdrawn again")


class Role(Worded):
    """What a member of staff may do. One person may hold several."""

    EDITOR = "editor", N_("Editor")
    MODERATOR = "moderator", N_("Moderator")
    RESPONDER = "responder", N_("Responder")
    APPROVER = "approver", N_("Approver")
    AUDITOR = "auditor", N_("Auditor")
    ADMIN = "admin", N_("Administrator")


class TerritoryKind(Worded):
    """The kinds of territory of a Colombian municipality."""

    COMUNA = "comuna", N_("Comuna")
    CORREGIMIENTO = "corregimiento", N_("Corregimiento")
    OTHER = "other_territory", N_("Other")


class Disclosed(Worded):
    """What is published about those of one group or territory (R14)."""

    NUMBER = "number", N_("Told with its number")
    FEW = "few", N_("Fewer than 5 people, without those who gave leave to show it")
    RESERVED = "reserved", N_("Not told, lest others be uncovered")
    NOBODY = "nobody", N_("Nobody")


class CyclePhase(Worded):
    """Phases of the management cycle that a consultation may belong to."""

    DIAGNOSIS = "diagnosis", N_("Diagnosis")
    FORMULATION = "formulation", N_("Formulation")
    IMPLEMENTATION = "implementation", N_("Implementation")
    EVALUATION = "evaluation", N_("Evaluation and follow-up")


class ParticipationSpace(Worded):
    """The kinds of space in which a participation activity is held."""

    CONSULTATION = "consultation", N_("Public consultation")
    WORKING_TABLE = "working_table", N_("Working table")
    FORUM = "forum", N_("Forum")
    HEARING = "hearing", N_("Public hearing")
    OPEN_COUNCIL = "open_council", N_("Open council (cabildo abierto)")
    ASSEMBLY = "assembly", N_("Community assembly")
    FOCUS_GROUP = "focus_group", N_("Focus group")
    SURVEY = "survey", N_("Survey")
    OVERSIGHT = "oversight", N_("Citizen oversight (veeduría)")
    DIALOGUE = "dialogue", N_("Accountability dialogue")
    OTHER = "other_space", N_("Another space")


class IncidenceLevel(Worded):
    """The level of incidence of a consultation, from information to control."""

    INFORMATION = "information_level", N_("Information")
    CONSULTATION = "consultation_level", N_("Public consultation")
    FORMULATION = "participatory_formulation", N_("Participatory formulation")
    EXECUTION = "participatory_execution", N_("Participatory execution")
    CONTROL = "control_and_evaluation", N_("Control and evaluation")


class PetitionKind(Worded):
    """Kinds of petition, each with its term (Ley 1437 de 2011, art. 14 and 21)."""

    INFORMATION = "information", N_("Request for information or documents")
    GENERAL = "general", N_("General or particular petition")
    CONSULTATION = "consultation", N_("Consultation on matters of the entity")

    @property
    def working_days(self) -> int:
        """The working days in which it must be answered."""
        return {
            PetitionKind.INFORMATION: 10,
            PetitionKind.GENERAL: 15,
            PetitionKind.CONSULTATION: 30,
        }[self]


class Urgency(Worded):
    """How near the due date of a petition is."""

    OVERDUE = "overdue", N_("Overdue")
    DUE_SOON = "due_soon", N_("Due soon")
    IN_TIME = "in_time", N_("In term")


class TokenPurpose(Worded):
    """What a link sent to a member of staff is for."""

    INVITATION = "invitation", N_("Invitation")
    PASSWORD_RESET = "password_reset", N_("New password")
    SECOND_STEP = "second_step", N_("Second step")


class BulkVerb(Worded):
    """What can be done to a list of observations at once (R16)."""

    ASSIGNED = "assigned", N_("Hand them over")
    SHOWN = "shown", N_("Show them as filed")
    TAGGED = "tagged", N_("Tag them")
    ANSWERED = "answered", N_("Answer them")
    GROUP_ANSWERED = "group_answered", N_("Answer a group")


class Obstacle(Worded):
    """Why one observation of a list is left as it is."""

    ALREADY_SHOWN = "already_shown", N_("It is already shown as filed.")
    MODERATED = (
        "moderated",
        N_("Someone already decided what is shown of it: change it by itself."),
    )
    PERSONAL_DATA = "personal_data", N_("It looks like it has personal data: read it by itself.")
    NOT_A_DRAFT = "not_a_draft", N_("Its answer is no longer a draft.")
    OTHER_AREA = "other_area", N_("Another area has this observation.")
    IMPEDIMENT = "impediment", N_("You declared an impediment on it.")
    IN_PARTS = "in_parts", N_("It is a letter in parts: answer each part.")
    EDITED = "edited", N_("Someone edited it afterwards.")
    PUBLISHED = "published", N_("Its answer is already published.")
    ERASED = "erased", N_("How it was named its author, whose data were erased or put right.")


class CorrectionKind(Worded):
    """What is put right by a further act (R21)."""

    CANCELLATION_TAKEN_BACK = (
        "cancellation_taken_back",
        N_("The cancellation of the plan is taken back"),
    )
    WINDOW_REOPENED = "window_reopened", N_("The time to comment is opened again")
    EXTENSION_WITHDRAWN = "extension_withdrawn", N_("An extension of the time is withdrawn")
    ANNULMENT = "annulment", N_("Registrations are annulled")
    ANSWER = "answer", N_("Correction of an answer")
    PART = "part", N_("Correction of the answer to a part of a letter")
    MOVE = "move", N_("An observation is considered under another action")
    EDITION_WITHDRAWN = "edition_withdrawn", N_("The adjusted plan is withdrawn")
    EDITORIAL_EDITION = "editorial_edition", N_("Edition with corrections of form")
    COVER = "cover", N_("Words covered in what was published")
    CLEAN_COPY = "clean_copy", N_("A clean copy takes the place of a document")
    ANNULMENT_TAKEN_BACK = (
        "annulment_taken_back",
        N_("The annulment of registrations is taken back"),
    )
    WITHDRAWAL_TAKEN_BACK = (
        "withdrawal_taken_back",
        N_("The withdrawal of the adjusted plan is taken back"),
    )
    REOPENING_WITHDRAWN = (
        "reopening_withdrawn",
        N_("The opening again of the time to comment is withdrawn"),
    )
    COVER_LIFTED = "cover_lifted", N_("Words that had been covered are read again")
    WORDS_ERASED = "words_erased", N_("Words that had been covered are erased")
    IMPEDIMENT_LIFTED = "impediment_lifted", N_("An impediment is lifted")

    @property
    def is_public(self) -> bool:
        """Whether it is public: who handles an observation is not (R6)."""
        return self is not CorrectionKind.IMPEDIMENT_LIFTED


class CoverGround(Worded):
    """The legal ground on which words of a public text are covered."""

    COURT = "court", N_("A court ordered it")
    AUTHORITY = "authority", N_("Another authority ordered it")
    DATA_SUBJECT = "data_subject", N_("Whoever the data are about asked for it (habeas data)")
    MINOR = "minor", N_("They are data of a child or an adolescent")
    RESERVED = "reserved", N_("The law reserves them")
    OWN_MISTAKE = "own_mistake", N_("The entity published personal data by mistake")


class TextPlace(Worded):
    """Where a text stands that the public reads."""

    PLAN = "plan", N_("Why the plan was cancelled")
    EDITION = "edition", N_("First page of an edition")
    CATEGORY = "category", N_("Title of the category")
    ACTION = "action", N_("Why an action was closed")
    WORDING = "wording", N_("Text of an action")
    CHANGE = "change", N_("Change of the plan and its reason")
    COMMENT = "comment", N_("Why the text of an observation is not shown")
    ANSWER = "answer", N_("Answer to the observation")
    PART = "part", N_("Answer to a part of a letter")
    CONSULTATION = "consultation", N_("Why the window is short")
    CHANNEL = "receipt_channel", N_("Way to send observations")
    EXTENSION = "extension", N_("Why the closing date was moved")
    PUBLICITY = "publicity", N_("How it was made known")
    MEETING = "meeting", N_("Meeting and its minutes")
    DOCUMENT = "document", N_("Title or file name of a document")
    INTERNAL_REPORT = "internal_report", N_("Internal report")
    CORRECTION = "correction", N_("Correction")


class AnnulmentGround(Worded):
    """Why a registration is annulled: never for its content."""

    DUPLICATE = "duplicate", N_("The same letter was registered twice")
    WRONG_FILE = "wrong_file", N_("It was brought in by mistake")
    TEST = "test", N_("It was a test")


class CorrectionState(Worded):
    """How far a correction has come. Only an approved one has any effect."""

    PROPOSED = "proposed", N_("Proposed, awaiting approval")
    APPROVED = "approved", N_("Approved and made")
    REJECTED = "rejected", N_("Not approved")
    TAKEN_BACK = "taken_back", N_("Taken back by whoever proposed it")


class Renewal(Worded):
    """Why a frozen report of observations and answers was made again."""

    EDITION = "edition", N_("The adjusted edition was published.")
    MODERATION = "moderation", N_("What is shown of an observation was decided again.")
    ANSWER = "answer", N_("Another answer was published.")
    ANNULMENT = "annulment", N_("A registration was annulled.")
    CORRECTION = "correction", N_("A published answer was corrected.")
    ADDENDUM = (
        "addendum",
        N_("Addendum: what was registered after the report has its answer."),
    )
    MOVE = "move", N_("An observation is considered under another action.")
    COVER = "cover", N_("Words of it were covered.")
    CLEAN_COPY = "clean_copy", N_("A clean copy took the place of a document.")
    COVER_LIFTED = "cover_lifted", N_("Words of it that had been covered are read again.")
    REINSTATEMENT = "reinstatement", N_("The annulment of a registration was taken back.")


class ListOrder(Worded):
    """The order of the desk's list of observations."""

    FILED = "filed", N_("As they were filed")
    DUE = "due", N_("Soonest due first")
    AREA = "area", N_("By area")


class Clue(Worded):
    """What somebody who exercises rights on their data gives, so that the data is found."""

    EMAIL = "email", N_("An e-mail address")
    PHONE = "phone", N_("A telephone")
    NAME = "name", N_("A name")
    ORGANISATION = "organisation", N_("The name of an organisation")
    FILING_NUMBER = "filing_number", N_("A filing number")
    TRACKING_CODE = "tracking_code", N_("A tracking code")


class DataRight(Worded):
    """What people may ask for of their personal data (Ley 1581 de 2012, art. 8)."""

    KNOW = "know", N_("To know which data are held")
    CORRECT = "correct", N_("To have them corrected")
    HIDE = "hide", N_("That name, group and territory are no longer shown")
    ERASE = "erase", N_("To have them erased")

    @property
    def working_days(self) -> int:
        """In how many the answer is due: a consultation (art. 14) or a claim (art. 15)."""
        return 10 if self is DataRight.KNOW else 15


class Easiness(Worded):
    """How easy someone found it to take part."""

    VERY_EASY = "very_easy", N_("Very easy")
    EASY = "easy", N_("Easy")
    NEITHER = "neither", N_("Neither easy nor hard")
    HARD = "hard", N_("Hard")
    VERY_HARD = "very_hard", N_("Very hard")


class Understanding(Worded):
    """Whether someone understood what the plan proposes."""

    YES = "yes", N_("Yes")
    PARTLY = "partly", N_("In part")
    NO = "no", N_("No")
