"""The words of notices by e-mail: what they are about, and how far they came."""

from webapp.vocabulary.messages import N_, Worded


class NoticeKind(Worded):
    """What a notice by e-mail is about."""

    RECEIPT = "receipt", N_("Receipt")
    MODERATED = "moderated", N_("What is shown of the observation")
    ANSWERED = "answered", N_("Answer to the observation")
    ANNULLED = "annulled", N_("Registration annulled")
    REINSTATED = "reinstated", N_("Annulment of the registration taken back")
    ANSWER_CORRECTED = "answer_corrected", N_("Correction of the answer")
    CONFIRMATION = "confirmation", N_("Confirm the subscription")
    ANNOUNCED = "announced", N_("Consultation announced")
    OPENED = "opened", N_("Consultation open")
    CLOSING_SOON = "closing_soon", N_("Three days before the close")
    EXTENDED = "extended", N_("Close moved forward")
    SHORTENED = "shortened", N_("Further window withdrawn")
    REPORT = "report", N_("Answers published")
    ADJUSTED = "adjusted", N_("Adjusted plan published")
    FORM_CORRECTED = "form_corrected", N_("The form of the plan was corrected")
    CANCELLED = "cancelled", N_("Consultation cancelled")

    @property
    def invites(self) -> bool:
        """Whether it asks people to take part, so that it is stale once they cannot."""
        return self in (
            NoticeKind.ANNOUNCED,
            NoticeKind.OPENED,
            NoticeKind.CLOSING_SOON,
            NoticeKind.EXTENDED,
        )


class NoticeState(Worded):
    """How far a notice has come. From `handing over` on, the mail server may have it."""

    WAITING = "waiting", N_("Waiting to be sent")
    SENDING = "sending", N_("Being sent")
    HANDING_OVER = "handing_over", N_("Being handed over")
    RETRYING = "retrying", N_("Failed, will be tried again")
    IN_DOUBT = "in_doubt", N_("In doubt: it may have arrived")
    GIVEN_UP = "given_up", N_("Not delivered")
    SENT = "sent", N_("Sent")
    DROPPED = "dropped", N_("Not sent: no longer needed")

    @property
    def is_the_end(self) -> bool:
        """Whether nothing more is to be done about it."""
        return self in (NoticeState.SENT, NoticeState.DROPPED)

    @property
    def asks_for_a_decision(self) -> bool:
        """Whether a person must say what is to be done."""
        return self in (NoticeState.IN_DOUBT, NoticeState.GIVEN_UP)


class NoticeReason(Worded):
    """Why a notice was not sent, or not yet. Never holds an address."""

    UNREACHABLE = "unreachable", N_("The mail server does not answer.")
    NO_ENCRYPTION = (
        "no_encryption",
        N_("The mail server offers no encryption: it was not given the password."),
    )
    SIGN_IN_REFUSED = "sign_in_refused", N_("The mail server refused the user or the password.")
    SENDER_REFUSED = "sender_refused", N_("The mail server takes nothing from our address.")
    HUNG_UP = "hung_up", N_("The mail server hung up before it had the whole message.")
    PUT_OFF = "put_off", N_("The mail server asked to try again later.")
    ADDRESS_REFUSED = "address_refused", N_("The mail server does not deliver to that address.")
    MESSAGE_REFUSED = "message_refused", N_("The mail server refused the message.")
    BAD_ADDRESS = "bad_address", N_("The address is not an e-mail address.")
    NO_REPLY = (
        "no_reply",
        N_("The message was handed over, and the mail server did not say whether it took it."),
    )
    UNWRITABLE = "unwritable", N_("It could not be written. The log of the server says why.")
    NO_ADDRESS = "no_address", N_("There is no address any more: its owner withdrew it.")
    REPLACED = "replaced", N_("A newer notice says it.")
    TOO_MANY = "too_many", N_("That address was given with too many observations in one day.")
    OUT_OF_DATE = "out_of_date", N_("What it said is no longer so.")
