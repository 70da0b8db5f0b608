"""The report of observations and answers in words: the same sentences in every format."""

from collections.abc import Mapping

from webapp.documents.response_report.matrix import MatrixWords
from webapp.vocabulary import Renewal
from webapp.vocabulary.messages import N_

SIGNATURES = (N_("Drawn up by"), N_("Reviewed by"), N_("Approved it"))
SIGNATURE_LINES = (N_("Name"), N_("Position held"), N_("Date"), N_("Signature"))


class ReportWords(MatrixWords):
    """A whole report in words: its titles, its state, and the addresses of its pages."""

    def link(self, path: str) -> str:
        """The whole web address of a page of this plan."""
        return f"{self.voice.base}/planes/{self._header['plan']['slug']}{path}"

    @property
    def title(self) -> str:
        """The report's own title."""
        return self.say(N_("Report of observations and answers"))

    @property
    def subject(self) -> str:
        """The plan, and the round when there are several."""
        plan = self._header["plan"]
        parts = [plan["code"], plan["title"]]
        if len(self._header["rounds"]) > 1:
            parts.append(self.say(N_("all its rounds")))
        elif self.report.of_round:
            parts.append(self.say(N_("Round %(number)s"), number=self.report.of_round))
        return " · ".join(filter(None, parts))

    @property
    def entity(self) -> str:
        """Who makes it."""
        return str(self._header["entity"]["name"])

    @property
    def cancelled(self) -> Mapping[str, str]:
        """When the consultation was cancelled, and why; empty when it was not."""
        return self._header.get("cancelled") or {}

    @property
    def draft(self) -> str:
        """That it is a draft, or all there will be of a cancelled one; empty once frozen."""
        if not self.report.is_draft:
            return ""
        if self.cancelled:
            return self.say(
                N_(
                    "CANCELLED on %(day)s. This report tells what had been received and answered "
                    "by then."
                ),
                day=self.day(self.cancelled["at"]),
            )
        return self.say(self._missing)

    @property
    def _missing(self) -> str:
        """What a draft still lacks to be final, as far as is known."""
        drafts = [each for each in self._header["rounds"] if each["report"] is None]
        if self._header["results"]["unanswered"]:
            return N_("DRAFT. Answers or changes are still missing: the figures may change.")
        if all(each["report_published_at"] for each in drafts):
            return N_("DRAFT. The adjusted plan is still to be published: the figures may change.")
        return N_("DRAFT. It is still to be published: the figures may change.")

    @property
    def standing(self) -> str:
        """Its state, as printed on every page: that it is a draft, or its number and date."""
        frozen = self._header["report"]
        if self.draft or frozen["number"] is None:
            return self.draft
        return self.say(
            N_("%(report)s, frozen on %(day)s"),
            report=self.numbered(frozen["number"], self.report.of_round),
            day=self.moment(frozen["frozen_at"]),
        )

    def numbered(self, number: int, of_round: int | None) -> str:
        """The name of a frozen report; of a round, where there are several."""
        if of_round is None:
            return self.say(N_("Report no. %(number)s"), number=number)
        return self.say(
            N_("Report no. %(number)s of round %(round)s"), number=number, round=of_round
        )

    @property
    def renewal(self) -> str:
        """Why it was made again; empty for the first."""
        frozen = self._header["report"]
        return self.why(frozen["why"], frozen["about"]) if frozen["why"] else ""

    def why(self, why: str, about: str) -> str:
        """A reason to make a report again."""
        reason = self.word(Renewal, why)
        return f"{reason} ({about})" if about else reason

    @property
    def seal(self) -> str:
        """The digest with its name; empty while there is none."""
        return f"SHA-256: {self.report.digest}" if self.report.digest else ""

    @property
    def matrix_title(self) -> str:
        """The heading over the observations in term."""
        return self.say(N_("Matrix of observations and answers"))

    @property
    def annex_title(self) -> str:
        """The heading over the late ones."""
        return self.say(N_("Annex: observations received out of term"))
