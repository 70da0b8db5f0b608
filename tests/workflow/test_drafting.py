"""Writing a draft: what may be said in it, and that nothing alters it once it is published."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from peewee import Database, DatabaseError

from tests.cast import MONDAY, WHILE_OPEN, Cast, a_cast, a_draft, an_announced_plan, wording
from webapp.models import Action, Category, Change, Document, Edition, Event, Plan, Wording
from webapp.models.edition_content import digest_of
from webapp.storage.db import db, transaction
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline
from webapp.vocabulary import Origin, PlanField
from webapp.workflow import drafting
from webapp.workflow.drafting import Facts
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.sent_file import LARGEST_DOCUMENT


@pytest.fixture
def cast(database: Database) -> Cast:
    """The staff, on each engine."""
    return a_cast()


@pytest.fixture
def draft(cast: Cast) -> Plan:
    """A plan in preparation."""
    return a_draft(cast)


def the_first_category(plan: Plan) -> Category:
    """Category 1 of the plan's newest text."""
    edition = plan.draft_edition or plan.current_edition
    return edition.categories.where(Category.number == 1).get()


class TestR1PublishedEditionsNeverChange:
    """R1, in the domain and in the database itself."""

    def test_every_verb_of_drafting_refuses_a_published_edition(self, cast):
        plan = an_announced_plan(cast)
        edition, by = plan.current_edition, cast.elena_editor
        category, action = the_first_category(plan), wording(plan, "1.2")
        digest = edition.digest
        acts = (
            lambda: drafting.edit_facts(
                edition, Facts(title="Otro"), version=edition.version, by=by, at=WHILE_OPEN
            ),
            lambda: drafting.edit_wording(
                action, {PlanField.ACTIVITY: "Otra"}, version=1, by=by, at=WHILE_OPEN
            ),
            lambda: drafting.edit_category(category, "Otro", version=1, by=by, at=WHILE_OPEN),
            lambda: drafting.add_category(edition, "Nueva", by=by, at=WHILE_OPEN),
            lambda: drafting.remove_category(category, version=1, by=by, at=WHILE_OPEN),
            lambda: drafting.add_action(
                category, {PlanField.ACTIVITY: "Nueva"}, by=by, at=WHILE_OPEN
            ),
            lambda: drafting.remove_action(action, version=1, by=by, at=WHILE_OPEN),
            lambda: drafting.detach(Document.listed(plan)[0], by=by, at=WHILE_OPEN),
        )
        for act in acts:
            with pytest.raises(WrongState):
                act()
        assert digest_of(edition.fresh()) == digest

    def test_the_database_refuses_too(self, cast):
        plan = an_announced_plan(cast)
        edition, category = plan.current_edition, the_first_category(plan)
        action = wording(plan, "1.1")
        writes = (
            Edition.update(title="Otro").where(Edition.id == edition.id),
            Edition.update(published_at=None).where(Edition.id == edition.id),
            Edition.delete().where(Edition.id == edition.id),
            Wording.update(activity="Otra").where(Wording.id == action.id),
            Wording.delete().where(Wording.id == action.id),
            Wording.insert(
                edition=edition, category=category, action=action.action, activity="Más"
            ),
            Category.update(title="Otro").where(Category.id == category.id),
            Category.delete().where(Category.id == category.id),
            Category.insert(edition=edition, number=9, title="Nueva"),
            Change.insert(
                edition=edition,
                category=category,
                field=PlanField.ACTIVITY,
                before="",
                after="",
                origin=Origin.OWN_MOTION,
                reason="",
                made_by=cast.elena_editor,
                made_at=MONDAY,
            ),
        )
        for write in writes:
            with pytest.raises(DatabaseError, match="R1"), db.atomic():
                write.execute()
        assert edition.fresh().digest == digest_of(edition.fresh())


class TestR12TwoPeople:
    """R12: the second of two stale saves loses neither text."""

    def test_the_second_save_of_an_action_is_refused_and_hands_back_the_first(self, draft, cast):
        mine = theirs = wording(draft, "1.1")
        first = {PlanField.IMPROVEMENT: "Lo que guardó la primera."}
        drafting.edit_wording(theirs, first, version=1, by=cast.elena_editor, at=MONDAY)
        second = {PlanField.IMPROVEMENT: "Lo que escribió la segunda."}
        with pytest.raises(StaleCopy) as refusal:
            drafting.edit_wording(mine, second, version=1, by=cast.elena_editor, at=MONDAY)
        current = refusal.value.current
        assert current.improvement == "Lo que guardó la primera."
        drafting.edit_wording(
            mine, second, version=current.version, by=cast.elena_editor, at=MONDAY
        )
        kept = Event.select().where(Event.verb == "wording.edited").order_by(Event.position)
        assert [event.details["after"]["improvement"] for event in kept] == [
            "Lo que guardó la primera.",
            "Lo que escribió la segunda.",
        ]

    def test_the_same_goes_for_the_facts_and_for_a_category(self, draft, cast):
        edition, category = draft.draft_edition, the_first_category(draft)
        by, at = cast.elena_editor, MONDAY
        held = edition.version
        drafting.edit_facts(edition, Facts(title="Uno"), version=held, by=by, at=at)
        with pytest.raises(StaleCopy) as refusal:
            drafting.edit_facts(edition, Facts(title="Dos"), version=held, by=by, at=at)
        assert refusal.value.current.title == "Uno"
        drafting.edit_category(category, "Uno", version=1, by=by, at=at)
        with pytest.raises(StaleCopy) as refusal:
            drafting.edit_category(category, "Dos", version=1, by=by, at=at)
        assert refusal.value.current.title == "Uno"

    def test_a_refused_save_leaves_no_event(self, draft, cast):
        before = Event.head().position
        with pytest.raises(StaleCopy):
            drafting.edit_wording(
                wording(draft, "1.1"),
                {PlanField.ACTIVITY: "Otra"},
                version=7,
                by=cast.elena_editor,
                at=MONDAY,
            )
        assert Event.head().position == before


class TestR20Terms:
    """R20: terms are calendar months from the day the plan says."""

    def test_an_action_is_due_when_its_months_have_passed_on_a_working_day(self, draft, cast):
        edition = draft.draft_edition
        drafting.edit_facts(
            edition,
            Facts(title="Plan", starts_on=date(2026, 1, 10)),
            version=edition.version,
            by=cast.elena_editor,
            at=MONDAY,
        )
        assert wording(draft, "1.1").due_on == date(2026, 4, 10)
        assert wording(draft, "1.2").due_on == date(2026, 3, 10)
        assert wording(draft, "2.1").due_on == date(2026, 6, 10)

    def test_without_a_first_day_or_a_term_nothing_is_due(self, draft):
        assert wording(draft, "1.1").due_on is None
        assert wording(draft, "2.1.1").due_on is None

    @pytest.mark.parametrize("day", [date(1983, 12, 31), date(2080, 1, 1), date(9999, 12, 31)])
    def test_a_first_day_whose_terms_could_not_be_counted_is_refused(self, draft, cast, day):
        edition = draft.draft_edition
        with pytest.raises(Invalid) as refusal:
            drafting.edit_facts(
                edition,
                Facts(title="Plan", starts_on=day),
                version=edition.version,
                by=cast.elena_editor,
                at=MONDAY,
            )
        assert set(refusal.value.faults) == {"starts_on"}

    @pytest.mark.parametrize("months", [0, -3, 241])
    def test_a_term_out_of_all_measure_is_refused(self, draft, cast, months):
        with pytest.raises(Invalid) as refusal:
            drafting.edit_wording(
                wording(draft, "1.1"),
                {PlanField.TERM_MONTHS: months},
                version=1,
                by=cast.elena_editor,
                at=MONDAY,
            )
        assert set(refusal.value.faults) == {"term_months"}


class TestTheTextOfADraft:
    """What an editor may do with it."""

    def test_only_an_editor_writes_in_it(self, draft, cast):
        for stranger in (cast.ada_admin, cast.aldo_auditor, cast.mario_moderator):
            with pytest.raises(NotAllowed):
                drafting.edit_wording(
                    wording(draft, "1.1"),
                    {PlanField.ACTIVITY: "Otra"},
                    version=1,
                    by=stranger,
                    at=MONDAY,
                )

    def test_a_plan_needs_a_title_and_a_short_summary(self, draft, cast):
        edition = draft.draft_edition
        with pytest.raises(Invalid) as refusal:
            drafting.edit_facts(
                edition,
                Facts(title=" ", summary="palabra " * 301),
                version=edition.version,
                by=cast.elena_editor,
                at=MONDAY,
            )
        assert set(refusal.value.faults) == {"title", "summary"}

    def test_an_action_needs_an_activity(self, draft, cast):
        with pytest.raises(Invalid):
            drafting.edit_wording(
                wording(draft, "1.1"),
                {PlanField.ACTIVITY: "  "},
                version=1,
                by=cast.elena_editor,
                at=MONDAY,
            )

    def test_a_new_action_comes_last_in_its_category_with_the_next_code(self, draft, cast):
        added = drafting.add_action(
            the_first_category(draft),
            {PlanField.ACTIVITY: "Contar."},
            by=cast.elena_editor,
            at=MONDAY,
        )
        assert added.action.code == "1.3"
        codes = [action.code for action in draft.actions.order_by(Action.position)]
        assert codes == ["1.1", "1.2", "1.3", "2.1", "2.1.1"]

    def test_a_removed_action_leaves_the_others_their_codes(self, draft, cast):
        drafting.remove_action(wording(draft, "1.1"), version=1, by=cast.elena_editor, at=MONDAY)
        assert {action.code for action in draft.actions} == {"1.2", "2.1", "2.1.1"}

    def test_an_action_that_another_continues_is_not_removed_before_it(self, draft, cast):
        with pytest.raises(WrongState):
            drafting.remove_action(
                wording(draft, "2.1"), version=1, by=cast.elena_editor, at=MONDAY
            )
        assert wording(draft, "2.1").activity

    def test_a_category_is_removed_only_when_it_is_empty(self, draft, cast):
        by = cast.elena_editor
        with pytest.raises(WrongState):
            drafting.remove_category(the_first_category(draft), version=1, by=by, at=MONDAY)
        third = drafting.add_category(draft.draft_edition, "Contar", by=by, at=MONDAY)
        fourth = drafting.add_category(draft.draft_edition, "Medir", by=by, at=MONDAY)
        assert (third.number, fourth.number) == (3, 4)
        drafting.remove_category(third, version=1, by=by, at=MONDAY)
        fifth = drafting.add_category(draft.draft_edition, "Cerrar", by=by, at=MONDAY)
        assert fifth.number == 5

    def test_an_action_is_closed_once_and_opened_again_once(self, draft, cast):
        action, by = wording(draft, "1.1").action, cast.elena_editor
        with pytest.raises(Invalid):
            drafting.close_action(action, reason=" ", by=by, at=MONDAY)
        drafting.close_action(
            action, reason="Ya se cumplió. Así lo decidió la Mesa.", by=by, at=MONDAY
        )
        with pytest.raises(WrongState):
            drafting.close_action(
                action, reason="Otra razón. Así lo decidió la Mesa.", by=by, at=MONDAY
            )
        assert action.fresh().closed_reason == "Ya se cumplió. Así lo decidió la Mesa."
        drafting.reopen_action(action, by=by, at=MONDAY)
        with pytest.raises(WrongState):
            drafting.reopen_action(action, by=by, at=MONDAY)
        assert action.fresh().takes_comments


class TestImport:
    """A plan out of an outline."""

    OUTLINE = Outline(
        categories=(
            CategoryOutline(
                number=1,
                title="Una",
                actions=(
                    ActionOutline(
                        code="1.1", activity="Hacer.", responsible_area="Una dependencia " * 40
                    ),
                ),
            ),
        )
    )

    def test_texts_of_any_length_come_in(self, cast):
        plan = drafting.import_plan(
            self.OUTLINE, slug="largo", title="Muy largo " * 40, by=cast.elena_editor, at=MONDAY
        )
        assert len(wording(plan, "1.1").responsible_area) > 255

    @pytest.mark.parametrize("slug", ["", "Plan", "plan_1", "año", "-plan", "a" * 81])
    def test_an_address_that_would_not_read_well_in_a_link_is_refused(self, cast, slug):
        with pytest.raises(Invalid) as refusal:
            drafting.import_plan(
                self.OUTLINE, slug=slug, title="Plan", by=cast.elena_editor, at=MONDAY
            )
        assert set(refusal.value.faults) == {"slug"}
        assert not Plan.select().exists()

    def test_two_plans_never_share_an_address_and_the_desk_keeps_its_own(self, draft, cast):
        for slug in (draft.slug, "importar"):
            with pytest.raises(Invalid):
                drafting.import_plan(
                    self.OUTLINE, slug=slug, title="Plan", by=cast.elena_editor, at=MONDAY
                )

    def test_a_proposed_address_is_free(self, draft):
        assert drafting.free_slug("Plan de Prueba") == "plan-de-prueba-2"
        assert drafting.free_slug("Plan Año 2026") == "plan-ano-2026"
        assert drafting.free_slug("Importar") == "importar-2"
        assert drafting.free_slug("¿?") == ""


def an_archive(**parts: bytes) -> bytes:
    """A ZIP with these parts; a double underscore is a slash, a single one a dot."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), part)
    return content.getvalue()


class TestDocuments:
    """What may accompany a plan, told by its content."""

    OFFICE = "application/vnd.openxmlformats-officedocument"
    ACCEPTED = (
        ("a.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("a.docx", an_archive(word__document_xml=b""), f"{OFFICE}.wordprocessingml.document"),
        ("a.xlsx", an_archive(xl__workbook_xml=b""), f"{OFFICE}.spreadsheetml.sheet"),
        (
            "a.odt",
            an_archive(mimetype=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("a.csv", "código;acción".encode(), "text/csv"),
        ("a.png", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0...", "image/jpeg"),
    )

    @pytest.mark.parametrize(("name", "content", "kind"), ACCEPTED, ids=[a[0] for a in ACCEPTED])
    def test_each_kind_that_people_can_open_is_kept(self, draft, cast, name, content, kind):
        document = drafting.attach(
            draft,
            title="Anexo",
            filename=name,
            media_type=kind,
            content=content,
            by=cast.elena_editor,
            at=MONDAY,
        )
        assert bytes(document.contents.get().content) == content
        assert document.filename == name

    REFUSED = (
        ("a.pdf", b"<html>", "application/pdf"),
        ("a.exe", b"MZ...", ""),
        ("a.html", b"<script>", "text/html"),
        ("a.svg", b"<svg>", "image/svg+xml"),
        ("a.csv", b"a\0b", "text/csv"),
        ("a.zip", an_archive(readme=b"hola"), "application/zip"),
        (
            "a.docm",
            an_archive(word__document_xml=b"", word__vbaProject_bin=b""),
            f"{OFFICE}.wordprocessingml.document",
        ),
        ("a.docx", b"PK\x03\x04roto", f"{OFFICE}.wordprocessingml.document"),
        ("a.pdf", b"", "application/pdf"),
        ("a.pdf", b"%PDF-" + b"0" * LARGEST_DOCUMENT, "application/pdf"),
    )

    @pytest.mark.parametrize(("name", "content", "kind"), REFUSED)
    def test_anything_else_is_refused_whatever_it_says_it_is(
        self, draft, cast, name, content, kind
    ):
        with pytest.raises(Invalid) as refusal:
            drafting.attach(
                draft,
                title="Anexo",
                filename=name,
                media_type=kind,
                content=content,
                by=cast.elena_editor,
                at=MONDAY,
            )
        assert set(refusal.value.faults) == {"file"}

    def test_a_name_loses_its_folders_and_ends_as_its_content_asks(self, draft, cast):
        document = drafting.attach(
            draft,
            title="Anexo",
            filename="C:\\Users\\elena\\informe.exe",
            media_type="application/pdf",
            content=b"%PDF-1.7",
            by=cast.elena_editor,
            at=MONDAY,
        )
        assert document.filename == "informe.pdf"

    def test_a_removed_document_is_listed_no_more_and_its_bytes_stay(self, draft, cast):
        (document,) = Document.listed(draft)
        drafting.detach(document, by=cast.elena_editor, at=MONDAY)
        assert Document.listed(draft.fresh()) == []
        assert bytes(document.contents.get().content).startswith(b"%PDF")


def test_a_fault_in_the_middle_of_an_import_leaves_nothing(cast):
    twice = ActionOutline(code="1.1", activity="Hacer.")
    broken = Outline(categories=(CategoryOutline(number=1, title="Una", actions=(twice, twice)),))
    with pytest.raises(DatabaseError), transaction():
        drafting.import_plan(broken, slug="roto", title="Roto", by=cast.elena_editor, at=MONDAY)
    assert not Plan.select().exists()
    assert not Action.select().exists()
