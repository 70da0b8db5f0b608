"""Answer templates: what they may name is checked when they are saved, and filled in later."""

import pytest

from tests.cast import WHILE_OPEN, a_cast
from webapp.models import AnswerTemplate, Area, Event
from webapp.workflow import answer_templates
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy

VALUES = {
    "radicado": "CMC-2026-000007",
    "acción": "4.2",
    "plan": "Plan de prueba",
    "plazo": "3 meses",
    "dependencia": "Planeación",
    "fecha": "martes 10 de marzo de 2026",
}


def saved(cast, text="Recibimos {radicado}.", **options):
    return answer_templates.keep(
        **{"title": "Acuse", "text": text, "area": None, "by": cast.rosa_responder, **options},
        at=WHILE_OPEN,
    )


@pytest.mark.parametrize(
    "text",
    ["Sobre {accion_}.", "Hola {nombre}.", "Sobre {}.", "Falta cerrar {radicado", "Sobra }."],
)
def test_one_that_names_an_unknown_field_is_refused_when_saved(sqlite, text):
    with pytest.raises(Invalid) as refused:
        saved(a_cast(), text)
    assert set(refused.value.faults) == {"text"}
    for field in answer_templates.FIELDS:
        assert f"{{{field}}}" in refused.value.faults["text"]
    assert not AnswerTemplate.select().exists()


def test_it_needs_a_name_and_a_text(sqlite):
    cast = a_cast()
    with pytest.raises(Invalid) as refused:
        saved(cast, title=" ")
    assert set(refused.value.faults) == {"title"}
    with pytest.raises(Invalid) as refused:
        saved(cast, "  ")
    assert set(refused.value.faults) == {"text"}


def test_every_field_is_filled_in_however_it_is_typed():
    text = "{radicado} {ACCIÓN} {accion} { plan } {Plazo} {dependencia} {fecha}"
    answer_templates.check(text)
    assert answer_templates.fill(text, VALUES) == (
        "CMC-2026-000007 4.2 4.2 Plan de prueba 3 meses Planeación martes 10 de marzo de 2026"
    )


def test_what_is_filled_in_is_never_read_as_a_field():
    assert answer_templates.fill("{plan}", {**VALUES, "plan": "{radicado}"}) == "{radicado}"


def test_it_is_changed_retired_and_logged(database):
    cast = a_cast()
    template = saved(cast, area=Area.get(Area.name == "Planeación"))
    changed = saved(cast, "Gracias.", template=template, version=1, active=False)
    assert (changed.text, changed.area, changed.active) == ("Gracias.", None, False)
    acts = Event.about(f"answer_template:{template.id}")
    assert [act.verb for act in acts] == ["template.saved", "template.saved"]
    assert acts[1].details["before"]["text"] == "Recibimos {radicado}."


def test_the_second_of_two_who_change_it_at_once_is_refused_r12(database):
    cast = a_cast()
    template = saved(cast)
    saved(cast, "Gracias.", template=template, version=1)
    with pytest.raises(StaleCopy) as refused:
        saved(cast, "Hola.", template=template, version=1)
    assert refused.value.current.text == "Gracias."


def test_its_uses_are_counted_and_make_nobodys_copy_stale(database):
    cast = a_cast()
    template = saved(cast)
    for _ in range(3):
        answer_templates.use(template, by=cast.rosa_responder)
    assert template.fresh().uses == 3
    assert saved(cast, "Gracias.", template=template, version=1).uses == 3


def test_only_whoever_drafts_or_approves_writes_them_and_only_a_drafter_uses_them(database):
    cast = a_cast()
    template = saved(cast, by=cast.alba_approver)
    for someone in (cast.aldo_auditor, cast.mario_moderator, cast.ada_admin):
        with pytest.raises(NotAllowed):
            saved(cast, by=someone)
    with pytest.raises(NotAllowed):
        answer_templates.use(template, by=cast.aldo_auditor)
