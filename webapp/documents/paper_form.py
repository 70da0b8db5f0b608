"""The paper form: an observation written by hand, on a plan or on one of its actions.

One sheet printed on both sides. The observation goes on the front; its author, if they want an
answer, and the notes of the front desk go on the back.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from webapp.documents.qr import qr_code
from webapp.documents.typesetting import typeset
from webapp.vocabulary import Kind, Stance
from webapp.vocabulary.messages import N_


@dataclass(frozen=True, kw_only=True)
class PaperAction:
    """The action that the form is about, as it reads in the edition under consultation."""

    code: str
    activity: str
    improvement: str = ""
    term: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperChannel:
    """A way to hand the form in: its name and how it is reached."""

    name: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class PaperForm:
    """All that is printed. Without `action` the form is about any part of the plan.

    `address` is the web address of the plan or action: shown in words and as a QR code.
    `round_words`, `deadline_words` and `late_words`, what becomes of one that comes now once the
    time is over, are printed as they come.
    """

    entity_name: str
    plan_title: str
    address: str
    deadline_words: str
    late_words: str = ""
    round_words: str = ""
    plan_code: str = ""
    channels: tuple[PaperChannel, ...] = ()
    privacy_notice: str = ""
    action: PaperAction | None = None
    language: str = "es"


_TITLE = N_("Observation on the plan")
_TITLE_OF_ACTION = N_("Observation on action %(code)s")
_WORDS: Mapping[str, str] = {
    "one_each": N_("Use one sheet for each observation. Only the observation is mandatory."),
    "scan": N_("Read the plan or write on line:"),
    "read": N_("Read the plan on line:"),
    "hand_in": N_("Where to hand it in"),
    "this_action": N_("What the action says today"),
    "activity": N_("Management activity"),
    "improvement": N_("Improvement"),
    "term": N_("Term"),
    "about": N_("What is it about?"),
    "whole_plan": N_("The whole plan"),
    "action_number": N_("Action number"),
    "number_hint": N_("as printed in the plan, for example 4.2"),
    "kind": N_("What kind of observation is it?"),
    "stance": N_("How do you see it?"),
    "body": N_("Your observation"),
    "body_hint": N_("Say what you see and why. Write clearly, in ink."),
    "proposed_text": N_("How would you word it? (optional)"),
    "turn_over": N_("Continues on the back"),
    "about_you": N_("About you (optional)"),
    "about_you_hint": N_(
        "You may leave all this empty. Without an e-mail address or a telephone number we "
        "cannot tell you the answer, but it is published just the same."
    ),
    "name": N_("Full name"),
    "organisation": N_("Organisation, if you speak for one"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "territory": N_("Comuna, corregimiento or neighbourhood"),
    "value_group": N_("Group you belong to (for example: young people, traders)"),
    "minor": N_("I am under 18. In that case do not write your name or how to reach you."),
    "your_data": N_("Your personal data"),
    "consent": N_(
        "I authorise the entity to keep the data on this sheet in order to answer me, as this "
        "notice says."
    ),
    "publish_name": N_("I agree to my name being published beside my observation."),
    "publish_group": N_("I agree to my group being published beside my observation."),
    "publish_territory": N_("I agree to where I live being published beside my observation."),
    "signature": N_("Signature (only if you authorise)"),
    "more_room": N_("If you need more room"),
    "for_entity": N_("For the entity only"),
    "received_by": N_("Received by"),
    "date": N_("Date"),
    "time": N_("Time"),
    "filing_number": N_("Filing number"),
    "channel": N_("Channel or place"),
    "decides": N_("The final decision is the entity's. Every observation gets a written answer."),
    "page": N_("Page"),
}


def paper_form(form: PaperForm, *, translate: Callable[[str], str]) -> bytes:
    """The form as an accessible PDF (PDF/UA-1), in letter size.

    `translate` gives each message in the language of the form. Raises TypesettingFailed.
    """
    action = form.action
    title = translate(_TITLE_OF_ACTION) % {"code": action.code} if action else translate(_TITLE)
    return typeset(
        "paper_form",
        {
            **asdict(form),
            "title": title,
            "short": " · ".join(filter(None, (form.entity_name, form.plan_code, title))),
            "notice": [line for line in form.privacy_notice.splitlines() if line.strip()],
            "kinds": [translate(kind.message) for kind in Kind],
            "stances": [translate(stance.message) for stance in Stance],
            "words": {name: translate(message) for name, message in _WORDS.items()},
            "qr": qr_code(form.address),
        },
    )
