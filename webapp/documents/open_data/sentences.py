"""Sentences that the cells of several tables share."""

from webapp.documents.datasets import Spelling
from webapp.models import Action
from webapp.queries.public_comment import PublishedReply
from webapp.vocabulary.messages import N_

PLAN = N_("Short name of the plan, as in its address")


def code(action: Action | None) -> str | None:
    """The code of an action; nothing for the whole plan."""
    return action.code if action else None


def place(action: str | None, spelling: Spelling) -> str:
    """The whole plan, or the action with a code."""
    if action is None:
        return spelling.translate(N_("the whole plan"))
    return spelling.translate(N_("action %(code)s")) % {"code": action}


def reason(reply: PublishedReply, spelling: Spelling) -> str:
    """The reason of a decision, and where the plan has it already."""
    where = spelling.translate(N_("Where the plan says it: %(cites)s")) % {"cites": reply.cites}
    return paragraphs(reply.reason, where if reply.cites else "")


def paragraphs(*texts: str) -> str:
    """Texts one below another, without the empty ones."""
    return "\n\n".join(filter(None, texts))
