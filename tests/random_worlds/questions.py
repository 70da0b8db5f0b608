"""What is asked of the rows after every step, with what the driver itself saw."""

import itertools
from collections import Counter, defaultdict
from datetime import datetime

from tests.in_step import in_step
from tests.random_worlds.world import BOGOTA, Memory, World, identity
from webapp.figures.of_plan import Figures
from webapp.models import (
    Action,
    Answer,
    Change,
    ChangeSource,
    Comment,
    Consultation,
    Correction,
    Edition,
    Event,
    Extension,
    Handling,
    Part,
    Plan,
    SearchEntry,
    canonical,
)
from webapp.text import stemming
from webapp.text.covered import published
from webapp.vocabulary import AnswerState, Decision, Disclosed, Origin, Standing
from webapp.workflow import tallying, verifying

PROMISING = (Decision.INCORPORATED, Decision.PARTIALLY_INCORPORATED)
SHORT = 15


def visible(text: str) -> int:
    """Letters and figures of a text: the driver writes its reasons with nothing else."""
    return sum(each.isalnum() for each in text)


class Questions(World):
    """The rules, asked."""

    def ask_of_rows(self) -> None:
        """The cheap ones, after every step."""
        comments = list(Comment.select().order_by(Comment.id))
        rounds = {each.id: each for each in Consultation.select()}
        answers = {each.comment_id: each for each in Answer.select()}
        self.numbering(comments)
        self.standings(comments, rounds)
        self.answered(answers)
        self.hands()
        self.reasons()
        self.promises(comments, rounds, answers)
        self.causes()
        self.hidden()
        self.editions(comments, rounds, answers)

    # --- R4, R5 --------------------------------------------------------------------------------

    def numbering(self, comments: list[Comment]) -> None:
        """Consecutive, in the order of filing, over all plans and channels (R4)."""
        self.held(len(comments) == self.memory.filed, "R4", "filed", self.memory.filed)
        last: Counter[int] = Counter()
        for each in comments:
            year = (each.filed_at - BOGOTA).year
            last[year] += 1
            expected = f"-{year}-{last[year]:06d}"
            self.held(each.filing_number.endswith(expected), "R4", each.filing_number, expected)

    def standings(self, comments: list[Comment], rounds: dict[int, Consultation]) -> None:
        """In term or not exactly by the window that stood when it came, and on what (R5)."""
        actions = {each.id: each for each in Action.select()}
        for each in comments:
            action = actions.get(each.action_id) if each.action_id else None
            expected = _standing(self.memory, each, rounds[each.consultation_id], action)
            late = expected not in (Standing.IN_TERM, Standing.ON_CLOSED_ACTION)
            self.held(
                (each.standing, each.late) == (expected, late),
                "R5", each.filing_number, "stands as", each.standing, "and not", expected,
            )  # fmt: skip

    # --- R7 to R11 -----------------------------------------------------------------------------

    def answered(self, answers: dict[int, Answer]) -> None:
        """A decision with its reason, by people who are not the same (R7, R11)."""
        for number, each in answers.items():
            if each.state in (AnswerState.APPROVED, AnswerState.PUBLISHED):
                self.held(each.decision is not None, "R7", number, "has no decision")
                self.held(visible(each.reason) >= 40, "R7", number, repr(each.reason))
                writers = self.memory.writers[number] - self.memory.correctors[number]
                self.held(
                    each.approved_by_id not in writers,
                    "R11", number, "approved by", each.approved_by_id, "written by", writers,
                )  # fmt: skip

    def hands(self) -> None:
        """Nobody has again what they declared an impediment on (R11)."""
        for each in Handling.select().where(Handling.staff.is_null(False)):
            impeded = self.memory.impeded[each.comment_id]
            self.held(each.staff_id not in impeded, "R11", each.comment_id, "is handed back")

    def reasons(self) -> None:
        """Whatever else the public is told a reason of (R7)."""
        told = {
            "cancelled": [p.cancel_reason for p in Plan.select() if p.cancelled_at],
            "closed": [a.closed_reason for a in Action.select() if a.closed_reason],
            "extended": [e.reason for e in Extension.select()],
            "corrected": [c.reason for c in Correction.select()],
            "changed": [c.reason for c in Change.select()],
        }
        for what, reasons in told.items():
            for each in reasons:
                self.held(visible(each) >= SHORT, "R7", what, repr(each))
        for part in Part.select().where(Part.decision.is_null(False)):
            self.held(visible(part.reason) >= 40, "R7", "part", part.id, repr(part.reason))

    def promises(
        self,
        comments: list[Comment],
        rounds: dict[int, Consultation],
        answers: dict[int, Answer],
    ) -> None:
        """What is said to be incorporated has a change of its own round (R8)."""
        named = {
            (source.comment_id, source.change.edition.plan_id, source.change.edition.number)
            for source in ChangeSource.select(ChangeSource, Change, Edition)
            .join(Change)
            .join(Edition)
        }
        numbers = {each.id: each.number for each in Edition.select()}
        for each in comments:
            answer = answers.get(each.id)
            if answer and answer.state is AnswerState.PUBLISHED and answer.decision in PROMISING:
                led_to = numbers[rounds[each.consultation_id].edition_id] + 1
                self.held(
                    (each.id, each.plan_id, led_to) in named,
                    "R8", each.filing_number, "is incorporated and no change names it",
                )  # fmt: skip

    def causes(self) -> None:
        """Each change names observations or another origin (R9)."""
        named: defaultdict[int, set[int]] = defaultdict(set)
        for source in ChangeSource.select():
            named[source.change_id].add(source.comment_id)
        sources = Counter({number: len(some) for number, some in named.items()})
        for each in Change.select():
            caused = each.origin is not Origin.OBSERVATIONS or sources[each.id]
            self.held(bool(caused), "R9", "change", each.id, "has no cause")
            self.own_cause(each, named[each.id])

    def own_cause(self, change: Change, named: set[int]) -> None:
        """A change says what was said of it, and nothing of another (R9)."""
        remembered = self.memory.causes.get(identity(change))
        if remembered:
            found = published(change.reason), named
            self.held(found == remembered, "R9", "change", change.id, found, remembered)

    def hidden(self) -> None:
        """Nobody finds by searching what is covered, and no row has what was erased."""
        for event in Event.select(Event.position, Event.details) if self.memory.erased else ():
            text = canonical(published(event.details))
            left = [word for word in self.memory.erased if word in text]
            self.held(not left, "R13", "erased words stand in entry", event.position, left)
        stems = {stem: word for word in self.memory.secrets for stem in stemming.stems(word)}
        for entry in SearchEntry.select(SearchEntry.stems) if stems else ():
            found = stems.keys() & set(entry.stems.split())
            self.held(not found, "search finds what is covered", [stems[each] for each in found])

    def editions(
        self,
        comments: list[Comment],
        rounds: dict[int, Consultation],
        answers: dict[int, Answer],
    ) -> None:
        """Nothing in term that was registered before waits behind an adjusted edition (R10)."""
        for each in comments:
            adjusted_at: datetime | None = rounds[each.consultation_id].adjusted_at
            if adjusted_at is None or each.late or each.annulment_id or each.filed_at > adjusted_at:
                continue
            if self.memory.reinstated.get(each.id, datetime.min) >= adjusted_at:
                continue
            answer = answers.get(each.id)
            out = answer and answer.published_at and answer.published_at <= adjusted_at
            self.held(bool(out), "R10", each.filing_number, "had no answer when it was adjusted")

    # --- R14, R17, R18 -------------------------------------------------------------------------

    def ask_of_everything(self) -> None:
        """The dear ones, now and then."""
        faults = verifying.examine().faults
        self.held(not faults, "R17", *faults)
        in_step(tallying.compared())
        for plan in Plan.select():
            self.totals(plan)
            for round_ in plan.announced_rounds:
                self.told_tables(plan, round_)

    def totals(self, plan: Plan) -> None:
        """What the figures say is what the rows say (R18)."""
        comments = list(Comment.select().where(Comment.plan == plan))
        standing = [each for each in comments if not each.annulment_id]
        in_term = [each for each in standing if not each.late]
        out = {
            each.comment_id: each.decision
            for each in Answer.select().where(Answer.state == AnswerState.PUBLISHED)
        }
        figures = Figures(plan.fresh())
        decided = Counter(out[each.id] for each in in_term if each.id in out)
        by_action = Counter(each.considered_under_id for each in in_term)
        told = {action.id if action else None: n for action, n in figures.by_action if n}
        for name, said, counted in (
            ("in term", figures.total, len(in_term)),
            ("late", figures.late, len(standing) - len(in_term)),
            ("answered", figures.answered, sum(decided.values())),
            ("decisions", dict(figures.by_decision), dict(decided)),
            ("actions", told, dict(by_action)),
            ("plan", plan.comments_total, len(in_term)),
            ("plan answered", plan.answers_published, sum(decided.values())),
        ):
            self.held(said == counted, "R18", plan.slug, name, said, "and the rows", counted)

    def told_tables(self, plan: Plan, round_: Consultation) -> None:
        """Tables by group or territory: of rounds whose report is out, five people at least in
        each number (R14)."""
        figures = Figures(plan, round_)
        tables = ((figures.by_group, "value_group"), (figures.by_territory, "territory"))
        for table, column in tables:
            if table is None:
                continue
            self.held(round_.report_published_at is not None, "R14", "told before its report")
            for cell in table.cells:
                if cell.state is Disclosed.NUMBER:
                    people = self.people_behind(round_, getattr(Comment, column) == cell.id)
                    told = min(people, cell.observations)
                    self.held(told >= 5, "R14", cell.name, cell.observations, "of", people)

    def people_behind(self, round_: Consultation, condition: object) -> int:
        """How many people, known by their mailbox or telephone, sent some observations."""
        sent = Comment.select().where(Comment.consultation == round_, condition)
        return len({self.memory.people[each.id] or f"nobody {each.id}" for each in sent})


def _standing(
    memory: Memory, comment: Comment, round_: Consultation, action: Action | None
) -> Standing:
    came, openings = comment.received_at, memory.openings[round_.id]
    cancelled = memory.cancelled.get(round_.plan_id)
    if cancelled and cancelled <= came:
        return Standing.AFTER_CANCELLATION
    if came < openings[0].opens_at:
        return Standing.BEFORE_OPENING
    is_open = any(each.opens_at <= came < each.closes_at for each in openings)
    between = any(
        later.counts_between and earlier.closes_at <= came < later.opens_at
        for earlier, later in itertools.pairwise(openings)
    )
    if not (is_open or between):
        return Standing.LATE
    if action is None:
        return Standing.IN_TERM
    closed = any(
        since <= came and (until is None or came < until)
        for since, until in memory.closed[action.id]
    )
    asked = round_.asks_about(action) and not closed
    return Standing.IN_TERM if asked else Standing.ON_CLOSED_ACTION
