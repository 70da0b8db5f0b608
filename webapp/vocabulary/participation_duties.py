"""What a public entity of Colombia has to show of participation on its site.

The *Participa* section: Resolución MinTIC 1519 de 2020, annex 2, item by item under the numbers of
the matrix by which the Procuraduría measures it (Índice de Transparencia y Acceso, chapter 6).
"""

from webapp.vocabulary.messages import N_, Worded


class Section(Worded):
    """A part of the section; its value is its number."""

    GENERAL = "6.1", N_("General description")
    DIAGNOSIS = "6.2.1", N_("Diagnosis of needs and identification of problems")
    PLANNING = "6.2.2", N_("Participatory planning and budgeting")
    CONSULTATION = "6.2.3", N_("Consultation of the people")
    INNOVATION = "6.2.4", N_("Collaboration and open innovation")
    ACCOUNTS = "6.2.5", N_("Accountability")
    OVERSIGHT = "6.2.6", N_("Social oversight")


class Duty(Worded):
    """One item that must be there; its value is its number."""

    ABOUT = "6.1.1", N_("What this section is for")
    SPACES = "6.1.2", N_("Ways and spaces to take part")
    STRATEGY = "6.1.3", N_("Strategy of citizen participation")
    ACCOUNTS_STRATEGY = "6.1.4", N_("Strategy of accountability of the year")
    INTEGRITY_PLAN = "6.1.5", N_("Plan against corruption and for service to the people")
    ACCOUNTS_REPORTS = "6.1.6", N_("Reports of accountability")
    CALLS = "6.1.7", N_("Calls to take part")
    CALENDAR = "6.1.8", N_("Calendar of participation")
    ENROLMENT = "6.1.9", N_("Form to sign up for what is going on")
    DELIBERATION = "6.1.10", N_("Channel to deliberate")
    DIAGNOSIS_TOPICS = "6.2.1.a", N_("Topics of interest")
    DIAGNOSIS_TOOLS = "6.2.1.b", N_("Tool box")
    DIAGNOSIS_REVIEW = "6.2.1.c", N_("Tool to judge the activity")
    DIAGNOSIS_RESULTS = "6.2.1.d", N_("Results")
    BUDGET_SHARE = "6.2.2.a", N_("Share of the budget for the process")
    PLANNING_CHANNELS = "6.2.2.b", N_("Channels and tool box")
    DECISIONS = "6.2.2.c", N_("What was decided")
    DECISIONS_PROGRESS = "6.2.2.d", N_("How what was decided is going")
    TOPIC = "6.2.3.a", N_("What is consulted, and its summary")
    CHANNELS = "6.2.3.b", N_("Channels of the consultation and tool box")
    ANSWERS = "6.2.3.c", N_("Observations received and their answers")
    NORMS = "6.2.3.d", N_("Link to the section of norms")
    REVIEW = "6.2.3.e", N_("Tool to judge the consultation")
    INNOVATION = "6.2.4", N_("Challenges, proposals chosen and their development")
    ACCOUNTS = "6.2.5", N_("Dialogues, questions and answers, and what was improved")
    OVERSIGHT = "6.2.6", N_("How the people oversee, and what came of it")

    @property
    def section(self) -> Section:
        """The part it stands in."""
        number = self.value
        return next(each for each in Section if f"{number}.".startswith(f"{each.value}."))
