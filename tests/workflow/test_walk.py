"""The whole life of a plan, from the file to the changelog."""

from tests.cast import AFTER_CLOSE, a_cast, an_announced_plan, filed, later, shown, wording
from webapp.models.edition_content import changes_of, digest_of
from webapp.vocabulary import Decision, Origin, Phase, PlanField
from webapp.workflow import adjusting, answering, publishing, verifying


def test_an_observation_becomes_a_change_in_the_adjusted_plan(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)

    edition = adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    (change,) = adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Construir un buzón y un formulario."},
        adjusting.Why(
            origin=Origin.OBSERVATIONS, reason="Así se sabe cuáles son.", comments=[comment]
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    answer = answering.submit(
        comment,
        answering.Reply(
            decision=Decision.INCORPORATED,
            text="Gracias, lo incorporamos.",
            reason="Mejora. Así consta en el acta de la mesa directiva.",
        ),
        version=None,
        by=cast.rosa_responder,
        at=AFTER_CLOSE,
    )
    answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE) == 1

    assert publishing.gate(plan.fresh()) == []
    published = publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)

    assert plan.fresh().phase(later(AFTER_CLOSE, seconds=1)) is Phase.ADJUSTED
    assert published.id == edition.id
    assert published.digest == digest_of(published)
    assert [c.comments for c in changes_of(published)] == [[comment]]
    assert change.before == "Construir dos mecanismos de recolección."
    assert verifying.verify()["comments"] == 1
