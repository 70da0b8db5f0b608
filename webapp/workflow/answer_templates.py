"""Answer templates: texts with fields that are filled in for each observation."""

import re
from collections.abc import Mapping
from datetime import datetime

from webapp.models import AnswerTemplate, Area
from webapp.text.normal_form import bare
from webapp.text.visible import is_blank
from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.refusals import Invalid

FIELDS = ("radicado", "acción", "plan", "plazo", "dependencia", "fecha")
"""What a template may name between braces, in the words of whoever writes it."""
_NAMED = re.compile(r"\{([^{}]*)\}")


def _plain(name: str) -> str:
    """The name of a field however it was typed: `{Accion}` is `{acción}`."""
    return bare(name.strip())


_BY_PLAIN_NAME = {_plain(field): field for field in FIELDS}


def check(text: str) -> None:
    """Raise Invalid when the text is empty, names a field that does not exist, or leaves a brace
    open."""
    if is_blank(text):
        raise Invalid(text=N_("Write the text of the template."))
    known = all(_plain(name) in _BY_PLAIN_NAME for name in _NAMED.findall(text))
    if not known or re.search("[{}]", _NAMED.sub("", text)):
        raise Invalid(
            text=N_(
                "The template names a field that does not exist. You can use {radicado}, "
                "{acción}, {plan}, {plazo}, {dependencia} and {fecha}."
            )
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each field in place; `values` has every one of FIELDS."""
    return _NAMED.sub(lambda named: values[_BY_PLAIN_NAME[_plain(named.group(1))]], text)


def keep(
    *,
    title: str,
    text: str,
    area: Area | None,
    active: bool = True,
    template: AnswerTemplate | None = None,
    version: int = 1,
    by: Actor,
    at: datetime,
) -> AnswerTemplate:
    """Make a template or change one. Raises Invalid, StaleCopy."""
    if is_blank(title):
        raise Invalid(title=N_("Write a name for the template."))
    check(text)
    with act(by, Role.RESPONDER, Role.APPROVER):
        before = None
        if template is None:
            template = AnswerTemplate()
        else:
            claim(template, version)
            template = template.fresh()
            before = {"title": template.title, "text": template.text}
        template.title, template.text = title.strip(), text.strip()
        template.area, template.active = area, active
        template.save()
        after = {"title": template.title, "text": template.text}
        record(Verb.TEMPLATE_SAVED, template, by=by, at=at, before=before, after=after)
        return template


def use(template: AnswerTemplate, *, by: Actor) -> None:
    """Count that a template was put into an answer. Counting changes no one's copy of it."""
    with act(by, Role.RESPONDER):
        AnswerTemplate.update(uses=AnswerTemplate.uses + 1).where(
            AnswerTemplate.id == template.id
        ).execute()
