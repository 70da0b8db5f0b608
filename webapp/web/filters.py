"""Values as a page shows them: dates in words, words of the vocabulary, plain text."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import Flask, g, url_for
from flask_babel import format_date, format_decimal, format_number, gettext, ngettext
from markupsafe import Markup

from webapp.models import Comment, Consultation, Entity, Extension, Plan
from webapp.queries.public_comment import Author
from webapp.settings.version import VERSION
from webapp.text import markup
from webapp.text.differences import Piece
from webapp.values import time_zones, working_days
from webapp.vocabulary import Decision, Phase, RoundScope
from webapp.vocabulary.messages import N_, Worded
from webapp.vocabulary.messages import sentence as say

KILOBYTE = 1024
NO_BREAK = "\xa0"

REOPENED = {
    True: N_("It opens again on %(moment)s: what came in between counts as in term."),
    False: N_("It opens again on %(moment)s: what came in between stays late."),
}
"""How a round is opened again, by whether what came while it was closed counts."""
MOVED = {
    True: N_(
        "On %(moment)s the close was moved (from %(before)s to %(after)s). Reason: %(reason)s"
    ),
    False: N_(
        "On %(moment)s the close of the further window was brought forward "
        "(from %(before)s to %(after)s): it had been opened by mistake. Reason: %(reason)s"
    ),
}
"""How a close is told that was moved, by whether it was moved to later."""
_ORDINALS = {
    2: N_("Second round"),
    3: N_("Third round"),
    4: N_("Fourth round"),
    5: N_("Fifth round"),
}


def decision(value: str) -> str:
    """A decision by its stored value, as people read it; empty for none."""
    return word(Decision(value)) if value else ""


def word(term: Worded | None) -> str:
    """A word of the vocabulary in the reader's language."""
    return gettext(term.message) if term else ""


def sentence(worded: object, **params: object) -> str:
    """A message of the domain, with its own parameters or the ones given."""
    message = getattr(worded, "message", None) or str(worded)
    own = getattr(worded, "params", {}) or {}
    return say(message, {**own, **params}, translate=gettext, write_date=day)


def day(value: date) -> str:
    """lunes 2 de diciembre de 2024."""
    return format_date(value, gettext("EEEE d 'of' MMMM 'of' y"), rebase=False)


def local(moment: datetime) -> datetime:
    """A stored instant in the entity's zone."""
    return time_zones.to_local(moment, entity().zone)


def clock_time(moment: datetime) -> str:
    """10:05 a. m., in the entity's zone."""
    there = local(moment)
    half = gettext("a.m.") if there.hour < 12 else gettext("p.m.")
    return f"{there.hour % 12 or 12}:{there.minute:02d} {half}".replace(" ", NO_BREAK)


def moment(value: datetime) -> str:
    """lunes 2 de diciembre de 2024, 10:05 a. m."""
    return f"{day(local(value).date())}, {clock_time(value)}"


def last_moment(closes_at: datetime) -> str:
    """The last minute of a half-open window, as people say it: ..., 11:59 p. m."""
    return moment(closes_at - timedelta(minutes=1))


def day_of(text: str) -> str:
    """A day stored as text, in words."""
    return day(date.fromisoformat(text))


def on_day(value: datetime) -> str:
    """lunes 2 de diciembre de 2024, of a stored instant."""
    return day(local(value).date())


def zone_words() -> str:
    """hora de Colombia."""
    name = entity().timezone
    if name == "America/Bogota":
        return gettext("Colombian time")
    return gettext("%(zone)s time", zone=name)


def close(closes_at: datetime) -> str:
    """martes 17 de marzo de 2026, 11:59 p. m., hora de Colombia."""
    return f"{last_moment(closes_at)}, {zone_words()}"


def closing(consultation: Consultation) -> str:
    """The close of a round, in words."""
    return close(consultation.closes_at)


def window_days(consultation: Consultation, closes_at: datetime | None = None) -> str:
    """15 días calendario; up to another close than the one it has now, if given."""
    if closes_at is None or consultation.reopens_at:
        days = consultation.calendar_days(entity().zone, announced_at=g.now)
    else:
        days = time_zones.calendar_days(
            consultation.opens_at,
            closes_at,
            entity().zone,
            announced_at=consultation.announced_at or g.now,
        )
    return ngettext("%(num)s calendar day", "%(num)s calendar days", days)


def extension_words(extension: Extension) -> str:
    """Ampliada hasta el martes 24 de marzo de 2026: a later close, in a title."""
    last = day(time_zones.last_day_of(extension.closes_at, entity().zone))
    if extension.withdrawn_at:
        return gettext("Extension until %(day)s, withdrawn", day=last)
    if extension.reopens_at:
        first = on_day(extension.reopens_at)
        return gettext("Opened again from %(first)s until %(last)s", first=first, last=last)
    return gettext("Extended until %(day)s", day=last)


def extension_in_words(extension: Extension) -> str:
    """All about a later close, in sentences."""
    words = gettext(
        MOVED[extension.closes_at > extension.closes_at_before],
        moment=moment(extension.decided_at),
        before=last_moment(extension.closes_at_before),
        after=close(extension.closes_at),
        reason=extension.reason,
    )
    return " ".join(filter(None, (words, _reopened(extension), _withdrawn(extension))))


def _reopened(extension: Extension) -> str:
    if extension.reopens_at is None:
        return ""
    return gettext(REOPENED[extension.counts_between], moment=moment(extension.reopens_at))


def _withdrawn(extension: Extension) -> str:
    if extension.withdrawn_at is None:
        return ""
    return gettext(
        "It was withdrawn on %(moment)s: %(reason)s",
        moment=moment(extension.withdrawn_at),
        reason=extension.withdrawn_reason,
    )


def round_name(consultation: Consultation) -> str:
    """Segunda ronda; nothing of the first, which has no name but the consultation's."""
    number = consultation.number
    if number == 1:
        return ""
    if number in _ORDINALS:
        return gettext(_ORDINALS[number])
    return gettext("Round %(number)s", number=number)


def in_round(title: str, consultation: Consultation) -> str:
    """Plan de prueba (segunda ronda): a title with its round, to differ from the others."""
    name = round_name(consultation)
    return f"{title} ({name.lower()})" if name else title


def round_words(consultation: Consultation) -> str:
    """Segunda ronda, solo sobre lo que cambió; nothing of the first."""
    name = round_name(consultation)
    if name and consultation.scope is RoundScope.CHANGED:
        return gettext("%(round)s, only on what changed", round=name)
    return name


def days_left(consultation: Consultation) -> str:
    """Quedan 3 días calendario, contando hoy."""
    days = time_zones.calendar_days(g.now, consultation.closes_at, entity().zone)
    return ngettext(
        "Today is the last day.", "%(num)s calendar days are left, counting today.", days
    )


def deadline(plan: Plan) -> str:
    """When people can say what they think of an announced plan, in one sentence."""
    if plan.cancelled_at:
        return gettext("Cancelled on %(day)s.", day=day(local(plan.cancelled_at).date()))
    return _when_to_comment(plan.announced_round) if plan.announced_round else ""


def _when_to_comment(consultation: Consultation) -> str:
    phase = consultation.phase(g.now)
    if phase is Phase.ANNOUNCED:
        return gettext(
            "You can comment from %(first)s until %(last)s (%(days)s).",
            first=on_day(consultation.next_opening),
            last=closing(consultation),
            days=window_days(consultation),
        )
    if phase is Phase.OPEN:
        return gettext(
            "You can comment until %(last)s (%(days)s).",
            last=closing(consultation),
            days=window_days(consultation),
        )
    return gettext("The time to comment ended on %(last)s.", last=closing(consultation))


def due_in_words(due_on: date) -> str:
    """vence en 3 días hábiles; vence hoy; vencida hace 2 días hábiles."""
    today = local(g.now).date()
    if today < due_on:
        left = working_days.working_days_between(today, due_on)
        return ngettext("due in %(num)s working day", "due in %(num)s working days", left)
    if today == due_on:
        return gettext("due today")
    over = working_days.working_days_between(due_on, today)
    if over == 0:
        return gettext("overdue since its last working day")
    return ngettext("overdue for %(num)s working day", "overdue for %(num)s working days", over)


def file_size(size: int) -> str:
    """3,4 MB, of a number of bytes."""
    if size < KILOBYTE:
        return gettext("%(size)s bytes", size=size)
    unit, step = ("KB", KILOBYTE) if size < KILOBYTE**2 else ("MB", KILOBYTE**2)
    return f"{format_decimal(size / step, '#,##0.#')} {unit}"


def iso(value: datetime) -> str:
    """ISO 8601 with the zone's offset."""
    return local(value).isoformat(timespec="seconds")


def months(count: int | None) -> str:
    """1 mes, 3 meses; nothing for none."""
    return ngettext("%(num)s month", "%(num)s months", count) if count else gettext("No term")


def term_change(before: str, after: str) -> str:
    """de 3 a 6 meses; the months of a term as a change keeps them."""
    was, becomes = (months(int(count or 0)) for count in (before, after))
    if before and after and "1" not in (before, after):
        return gettext("from %(before)s to %(after)s months", before=before, after=after)
    if before and after:
        return gettext("from %(before)s to %(after)s", before=was, after=becomes)
    return gettext("%(before)s before, %(after)s now", before=was, after=becomes)


def day_change(before: str, after: str) -> list[Piece]:
    """What leads from one day to another, as a change keeps them, or to and from none."""
    gone = [Piece("delete", day_of(before))] if before else []
    return [*gone, Piece("insert", day_of(after))] if after else gone


def plain(text: str) -> Markup:
    """A citizen's plain text: escaped, with its paragraphs and line breaks."""
    return markup.plain_to_html(text)


def staff_html(html: str) -> Markup:
    """HTML that was rendered and cleaned when staff saved their Markdown."""
    return Markup(html)  # noqa: S704 (cleaned by markup.to_html when it was stored)


def author(shown: Author) -> str:
    """The public label of whoever sent an observation (R13, R14)."""
    return shown.label(gettext)


def sources(comments: Iterable[Comment]) -> list[tuple[str, str]]:
    """Observations as links: address and filing number."""
    return [
        (url_for("record.comment", filing_number=each.filing_number), each.filing_number)
        for each in comments
    ]


def entity() -> Entity:
    """The entity, read once per request."""
    if "entity" not in g:
        g.entity = Entity.current()
    return g.entity


def install(app: Flask) -> None:
    """Give templates these filters."""
    for function in (
        word,
        sentence,
        day,
        moment,
        on_day,
        day_of,
        last_moment,
        clock_time,
        close,
        closing,
        extension_in_words,
        round_words,
        window_days,
        days_left,
        deadline,
        due_in_words,
        file_size,
        iso,
        months,
        decision,
        term_change,
        day_change,
        plain,
        staff_html,
        author,
        sources,
    ):
        app.add_template_filter(function)
    app.add_template_filter(format_number, "number")
    app.add_template_global(zone_words)
    app.context_processor(lambda: {"entity": entity(), "version": VERSION})
