"""Filing: on the web, assisted, imported; early, late, twice, on closed actions, by minors."""

import re
from datetime import datetime, timedelta

from tests.random_worlds.world import Fault, World, often, step
from webapp.models import Action, Comment, Meeting, Plan
from webapp.vocabulary import AuthorKind, Channel, Kind, Role, Stance, Target
from webapp.workflow import commenting, intake
from webapp.workflow.commenting import Arrival, Filing, Receipt
from webapp.workflow.intake import Gathering, ReadyRow, Scan

PNG = b"\x89PNG\r\n\x1a\n una foto"
MOST_COMMENTS = 40
PEOPLE = 9


class Receiving(World):
    """Steps of whoever says something, and of who takes it in."""

    def filing(self) -> Filing:
        """Something somebody says, with marks by which it is known wherever it is told."""
        self.memory.spoken += 1
        luck, number = self.luck, self.memory.spoken
        person = luck.randrange(PEOPLE)
        kind = luck.choice(list(AuthorKind))
        given = self.perhaps() or kind is not AuthorKind.ANONYMOUS
        return Filing(
            body=f"{self.words(6, 12)} marca{number}q {self.words()}",
            proposed_text=f"propone marca{number}q" if self.perhaps(4) else "",
            kind=luck.choice([None, *Kind]),
            stance=luck.choice([None, *Stance]),
            target=luck.choice(list(Target)),
            author_kind=kind,
            name=f"Nombre canario{number}x" if given and self.perhaps() else "",
            organisation=f"Junta canario{number}x" if given and self.perhaps(4) else "",
            email=f"buzoncanario{person}@correo.example" if given and self.perhaps() else "",
            phone=f"31077700{person}1" if given and self.perhaps(4) else "",
            value_group=luck.choice([None, *self.groups[:2]]),
            territory=luck.choice([None, *self.territories[:2]]),
            is_minor=self.perhaps(10),
            publish_name=self.perhaps(),
            publish_group=self.perhaps(4),
            publish_territory=self.perhaps(4),
            consent=not self.mistakes(20),
        )

    def remember_receipt(self, receipt: Receipt, filing: Filing) -> None:
        """What the driver must know of an observation to ask of it later."""
        comment = receipt.comment
        if receipt.repeated:
            return
        self.memory.filed += 1
        mark = next(each for each in filing.body.split() if each.startswith("marca"))
        self.memory.codes[comment.id] = receipt.tracking_code
        self.memory.marks[comment.id] = mark
        self.memory.people[comment.id] = re.sub(r"\D", "", filing.email) or filing.phone[8:9]
        self.remember_data(comment, filing.email, filing.phone)
        if filing.name or filing.organisation:
            canary = (filing.name or filing.organisation).rpartition(" ")[2]
            self.memory.names[comment.id].append(canary)

    def remember_data(self, comment: Comment, *secrets: str) -> None:
        """What nobody may ever read of somebody."""
        self.memory.secrets.update(each.partition("@")[0] for each in secrets if each)

    def is_taken(self, plan: Plan, action: Action | None) -> bool:
        """Whether the driver thinks that the web takes an observation now (R5)."""
        if plan.id in self.memory.cancelled:
            return False
        opened = [each for each in plan.announced_rounds if self.opens(each.id) <= self.now]
        if not opened:
            return False
        openings = self.memory.openings[opened[-1].id]
        is_open = any(each.opens_at <= self.now < each.closes_at for each in openings)
        return is_open and (action is None or opened[-1].takes(action.fresh()))

    def opens(self, round_: int) -> datetime:
        """When a round first opens."""
        return self.memory.openings[round_][0].opens_at

    def place(self) -> tuple[Plan, Action | None]:
        """Where somebody speaks: a plan, most often on an action."""
        plan = self.a_plan()
        return plan, None if self.perhaps(4) else self.one(plan.actions.order_by(Action.id))

    def file(self, plan: Plan, action: Action | None) -> Receipt | None:
        """One observation on the web: it is taken exactly while a round is open (R5)."""
        filing, form = self.filing(), f"formulario {self.memory.spoken}"
        receipt = self.do(commenting.file, filing, plan=plan, action=action, submission_id=form)
        if receipt:
            if not receipt.repeated and not self.is_taken(plan, action):
                raise Fault(f"R5: {receipt.comment.filing_number} was taken while nothing is open")
            self.remember_receipt(receipt, filing)
            if self.perhaps(5):
                again = self.do(
                    commenting.file, filing, plan=plan, action=action, submission_id=form
                )
                if not again or not again.repeated or again.comment != receipt.comment:
                    raise Fault("R4: the same form sent again is another observation")
        elif self.is_taken(plan, action) and (filing.consent or not filing.has_personal_data):
            raise Fault(f"R5: plan {plan.slug} is open and takes nothing")
        return receipt

    def assisted(self, plan: Plan, action: Action | None) -> Receipt | None:
        """One letter that came on paper, at most some days ago."""
        filing = self.filing()
        entry = Arrival(
            filing=filing,
            action=action,
            channel=self.luck.choice([each for each in Channel if each is not Channel.WEB]),
            received_at=self.received(),
            submission_id=f"papel {self.memory.spoken}",
        )
        scan = Scan.read("carta.png", PNG) if self.perhaps(3) and not filing.is_minor else None
        receipt = self.do(
            intake.receive, entry, plan=plan, scan=scan,
            meeting=self.one([None, *Meeting.select()]), by=self.who(Role.MODERATOR),
        )  # fmt: skip
        if receipt:
            self.remember_receipt(receipt, filing)
        return receipt

    def received(self) -> datetime:
        """When a letter came: just now, or some days ago."""
        ago = self.luck.choice((0, self.luck.randint(1, 600), 60 * 24 * self.luck.randint(1, 20)))
        return self.now - timedelta(minutes=ago)

    @property
    def is_full(self) -> bool:
        """Whether a world has as many observations as it needs."""
        return self.memory.filed >= MOST_COMMENTS

    @often
    def somebody_files_on_the_web(self) -> None:
        if not self.is_full:
            self.file(*self.place())

    @step
    def many_file_on_the_web(self) -> None:
        for _ in range(self.luck.randint(2, 5)):
            if not self.is_full:
                self.file(*self.place())

    @often
    def a_letter_is_typed_in(self) -> None:
        if not self.is_full:
            self.assisted(*self.place())

    @step
    def a_file_is_taken_in(self) -> None:
        if self.is_full:
            return
        plan, filings, rows = self.a_plan(), [], []
        for number in range(1, self.luck.randint(2, 4)):
            filing = self.filing()
            filings.append(filing)
            entry = Arrival(
                filing=filing,
                action=self.one([None, *plan.actions]),
                channel=Channel.EVENT,
                received_at=self.received(),
            )
            mark = f"fila {self.luck.randint(1, 5)}" if self.perhaps(4) else filing.body
            mark = mark[:60]
            if mark in {each.fingerprint for each in rows}:  # as `fingerprints` tells them apart
                mark = f"{mark} {number}"
            rows.append(ReadyRow(number=number, entry=entry, fingerprint=mark))
        outcome = self.do(intake.import_comments, rows, plan=plan, by=self.who(Role.MODERATOR))
        if outcome:
            known = set(outcome.known)
            told = [e for r, e in zip(rows, filings, strict=True) if r.number not in known]
            for receipt, filing in zip(outcome.filed, told, strict=True):
                self.remember_receipt(receipt, filing)

    @step
    def a_scan_is_added(self) -> None:
        if comment := self.a_comment():
            scan = Scan.read("otra.png", PNG + self.words().encode())
            self.do(intake.attach_scan, comment, scan, by=self.who(Role.MODERATOR))

    @step
    def a_meeting_is_noted(self) -> None:
        meeting = self.one([None, *Meeting.select()])
        gathering = Gathering(
            title=self.words(),
            place=self.words(),
            held_on=self.day(self.luck.randint(-5, 1)),
            attendance={each.name: self.luck.randint(0, 30) for each in self.groups[:2]},
            minutes=self.words(),
        )
        self.do(
            intake.save_meeting, meeting.plan if meeting else self.a_plan(), gathering,
            meeting=meeting, version=meeting.version if meeting else 1, by=self.who(Role.EDITOR),
        )  # fmt: skip

    def many_speak(self) -> None:
        """Wait until a round is open, and file on it; some on paper."""
        plan = self.a_plan()
        round_ = plan.announced_round
        opening = self.memory.openings[round_.id][-1]
        self.now = max(self.now, opening.opens_at)
        for _ in range(self.luck.randint(3, 12)):
            self.begin(self.luck.randrange(2**32))
            _, action = self.place()
            if self.perhaps(4):
                self.assisted(plan, action)
            else:
                self.file(plan, action)
            self.now += timedelta(hours=self.luck.randint(0, 9))
