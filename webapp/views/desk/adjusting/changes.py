"""One change of the adjusted edition: its reason corrected, or the change undone."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form
from webapp.forms.clashes import Clash
from webapp.forms.fields import about_field, version_field
from webapp.forms.wording import ORIGINS, WhyForm
from webapp.models import Change, Comment
from webapp.queries import changelog, desk_list
from webapp.queries.changelog import WholeAction
from webapp.views.desk.access import EVERYONE, open_to
from webapp.views.desk.adjusting.sources import hints
from webapp.vocabulary import Role
from webapp.web.filters import word
from webapp.web.hypermedia import done, render
from webapp.workflow import adjusting, undoing
from webapp.workflow.acts import what_stands

blueprint = Blueprint("changes", __name__)


class AboutForm(Form):
    """Nothing but the copy that was read, and what it is of."""

    version = version_field()
    about = about_field()


@blueprint.get("/cambios/<int:number>")
@open_to(*EVERYONE)
def show(number: int) -> ResponseReturnValue:
    """One change: its difference, its reason and the observations behind it."""
    current = _change(number)
    return _page(current, _why_form(current))


@blueprint.post("/cambios/<int:number>")
@open_to(Role.EDITOR)
def explain(number: int) -> ResponseReturnValue:
    """Correct the reason of a change, or the observations behind it."""
    current = _change(number)
    form = _why_form(current)
    if form.carries_out(
        lambda: adjusting.explain(
            current,
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
    ):
        flash(gettext("The reason is saved."), "good")
        return done(url_for(".show", number=number))
    return _page(current, form)


@blueprint.post("/cambios/<int:number>/deshecho")
@open_to(Role.EDITOR)
def undo(number: int) -> ResponseReturnValue:
    """Put the text back as the edition before has it."""
    current = _change(number)
    form = AboutForm(version=current.version, about=_about_change(current))
    if form.carries_out(
        lambda: undoing.undo(
            current,
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is undone: the text is as it was before."), "good")
        return done(url_for("desk.adjusting.edition.overview", slug=current.edition.plan.slug))
    explaining = _why_form(current, formdata=None)
    explaining.status, explaining.refusal = form.status, form.refusal
    return _page(current, explaining)


def _change(number: int) -> Change:
    listed = Change.listed(Change.id == number)
    return listed[0] if listed else abort(404)


def _about_change(current: Change) -> str:
    return what_stands(current.edition.plan, *adjusting.identity(current))


def _why_form(current: Change, **options: Any) -> WhyForm:
    plan = current.edition.plan
    numbers = [comment.filing_number for comment in current.comments]
    form = WhyForm(
        **options,
        version=current.version,
        about=_about_change(current),
        origin=current.origin,
        reason=current.reason,
        comments=numbers,
    )
    form.offer(plan, desk_list.on(plan, current.action))
    return form


def _page(current: Change, form: WhyForm) -> ResponseReturnValue:
    plan = current.edition.plan
    is_time = current.edition.published_at is None and adjusting.may_be_written(plan, g.now)
    return render(
        "desk/adjusting/changes/show.html",
        "desk/adjusting/changes/_show.html",
        form.status,
        plan=plan,
        change=current,
        form=form,
        editable=current_user.staff.has(Role.EDITOR) and (is_time or form.is_submitted()),
        act_form=AboutForm(formdata=None, version=current.version, about=_about_change(current)),
        whole=_whole(current),
        what=_what(current),
        about=hints(desk_list.on(plan, current.action)),
        origins=ORIGINS,
        theirs=_other_reason(form),
    )


def _whole(current: Change) -> WholeAction | None:
    """The whole action, when it is new or withdrawn."""
    if current.action is None:
        return None
    amendments = changelog.amendments(
        Change.listed(Change.edition == current.edition, Change.action == current.action)
    )
    return next((each for each in amendments if isinstance(each, WholeAction)), None)


def _what(current: Change) -> str:
    """Action 4.2, improvement."""
    field = word(current.field)
    if current.category is None:
        return field.lower()
    if current.action is None:
        return gettext("category %(number)s", number=current.place)
    return gettext("action %(code)s, %(field)s", code=current.action.code, field=field.lower())


def _other_reason(form: WhyForm) -> list[Clash]:
    """The reason and the observations that someone else saved, beside those typed (R12)."""
    if not form.current:
        return []
    theirs, yours = form.current, form.why()
    pairs = [
        (form.origin.label.text, word(theirs.origin), word(yours.origin)),
        (form.reason.label.text, theirs.reason, yours.reason),
        (form.comments.label.text, _numbers(theirs.comments), _numbers(yours.comments)),
    ]
    return [Clash(*pair) for pair in pairs if pair[1] != pair[2]]


def _numbers(comments: Iterable[Comment]) -> str:
    return ", ".join(comment.filing_number for comment in comments)
