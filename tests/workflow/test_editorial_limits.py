"""What shows that a change is not of form, as far as a program can tell."""

import pytest

from webapp.vocabulary import PlanField
from webapp.workflow import editorial_limits

ACTIVITY = "Construir dos mecanismos de recoleccion de 12 propuestas ciudadanas al año."


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        (PlanField.IMPROVEMENT, ACTIVITY, ACTIVITY.replace("recoleccion", "recolección")),
        (PlanField.CATEGORY_TITLE, "Eschuchar", "Escuchar"),
        (PlanField.TITLE, "Plan de acción 2042", "Plan de acción 2024"),
        (PlanField.MINUTES, "", "Acta 12"),
        (PlanField.APPROVED_ON, "", "2026-03-18"),
        (PlanField.APPROVED_BY, "La mesa", "Plenaria del Concejo Municipal de Cartago"),
    ],
)
def test_slips_and_approval_data_are_of_form(field, before, after):
    assert editorial_limits.fault(field, before, after) is None


@pytest.mark.parametrize(
    ("field", "before", "after"),
    [
        (PlanField.TERM_MONTHS, "3", "6"),
        (PlanField.RESPONSIBLE_AREA, "Planeación", "Hacienda"),
        (PlanField.STARTS_ON, "", "2026-01-01"),
        (PlanField.IMPROVEMENT, ACTIVITY, ACTIVITY.replace("12", "2")),
        (PlanField.IMPROVEMENT, "", "Algo nuevo."),
        (PlanField.EFFICACY_CHECK, "Contar los avisos.", " "),
        (PlanField.ACTIVITY, ACTIVITY, "Comprar 12 vehículos para la mesa directiva del concejo."),
    ],
)
def test_terms_areas_figures_and_rewriting_are_not(field, before, after):
    assert editorial_limits.fault(field, before, after)
