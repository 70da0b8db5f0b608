"""The catalogue of open data for other programs: DCAT in JSON-LD."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.documents.case_file.log import PUBLIC_ACTS
from webapp.documents.datasets import LICENCE_URL, MEDIA_TYPES, Translate
from webapp.documents.open_data import DATASETS
from webapp.models import Consultation, Edition, Entity
from webapp.values import time_zones
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb

MEDIA_TYPE = "application/ld+json"

ALTERING = PUBLIC_ACTS | {
    Verb.BULK_UNDONE,
    Verb.COMMENT_GROUP_HIDDEN,
    Verb.COMMENT_TERRITORY_HIDDEN,
    Verb.SUBMITTER_CORRECTED,
    Verb.SUBMITTER_ERASED,
    Verb.SUBMITTER_NAME_HIDDEN,
    Verb.SUBMITTER_OF_A_MINOR,
    Verb.SUBMITTER_PURGED,
}
"""The acts that alter some file of a plan."""

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "https://www.iana.org/assignments/media-types/"
_SPANISH = "http://publications.europa.eu/resource/authority/language/SPA"
_LICENCE = {"@id": LICENCE_URL}


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What is offered of a plan: its newest announced round, its published editions, and when its
    files last changed."""

    round: Consultation
    editions: Sequence[Edition]
    altered_at: datetime


def catalogue(
    offered: Sequence[Offered], *, entity: Entity, base: str, at: datetime, translate: Translate
) -> dict[str, Any]:
    """The whole catalogue; `base` is the address of the site, without a stroke at its end.

    `at` (naive UTC) is when anything at all was last recorded: case files hold the whole log.
    """
    page = f"{base}/datos"
    return {
        "@context": _CONTEXT,
        "@id": f"{page}/catalogo.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _spanish(translate(N_("Open data")) + f" · {entity.name}"),
        "dct:description": _spanish(
            translate(N_("Observations, answers, changes and actions of the plans."))
        ),
        "dct:publisher": _publisher(entity, base),
        "dct:language": {"@id": _SPANISH},
        "dct:license": _LICENCE,
        "dct:modified": _instant(at, entity.zone),
        "foaf:homepage": {"@id": page},
        "dcat:dataset": [
            dataset
            for each in offered
            for dataset in _datasets(each, entity=entity, base=base, at=at, translate=translate)
        ],
    }


def _datasets(
    offered: Offered, *, entity: Entity, base: str, at: datetime, translate: Translate
) -> Iterator[dict[str, Any]]:
    plan, title = offered.round.plan, offered.editions[-1].title
    address = f"{base}/planes/{plan.slug}"
    shared = {
        "dct:publisher": {"@id": f"{base}/#entidad"},
        "dct:language": {"@id": _SPANISH},
        "dct:license": _LICENCE,
        "dct:issued": _instant(offered.editions[0].published_at, entity.zone),
        "dct:modified": _instant(offered.altered_at, entity.zone),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _instant(offered.round.opens_at, entity.zone),
            "dcat:endDate": _instant(offered.round.closes_at, entity.zone),
        },
        "dcat:landingPage": {"@id": address},
    }
    for dataset in DATASETS:
        name = translate(dataset.title)
        yield {
            "@id": f"{address}#datos-{dataset.name}",
            "@type": "dcat:Dataset",
            "dct:title": _spanish(f"{name}: {title}"),
            "dct:description": _spanish(translate(dataset.meaning)),
            "dct:conformsTo": {"@id": f"{base}/datos#{dataset.name}"},
            **shared,
            "dcat:distribution": [
                _distribution(f"{address}/{dataset.name}.{form}", media, f"{name} ({form.upper()})")
                for form, media in MEDIA_TYPES.items()
            ],
        }
    yield {
        "@id": f"{address}#datos-ediciones",
        "@type": "dcat:Dataset",
        "dct:title": _spanish(translate(N_("Editions of the plan")) + f": {title}"),
        "dct:description": _spanish(
            translate(N_("Each edition whole, with its changes; its digest is the file's SHA-256."))
        ),
        **shared,
        "dct:modified": _instant(offered.editions[-1].published_at, entity.zone),
        "dcat:distribution": [_edition(each, address, translate) for each in offered.editions],
    }
    yield {
        "@id": f"{address}#expediente",
        "@type": "dcat:Dataset",
        "dct:title": _spanish(translate(N_("Case file")) + f": {title}"),
        "dct:description": _spanish(
            translate(N_("All of it in one file, to be kept and checked without this site."))
        ),
        **shared,
        "dct:modified": _instant(at, entity.zone),
        "dcat:distribution": [
            _distribution(
                f"{address}/expediente.zip", "application/zip", translate(N_("Case file (ZIP)"))
            )
        ],
    }


def _edition(edition: Edition, address: str, translate: Translate) -> dict[str, Any]:
    title = translate(N_("Edition %(number)s (JSON)")) % {"number": edition.number}
    url = f"{address}/ediciones/{edition.number}.json"
    return {
        **_distribution(url, MEDIA_TYPES["json"], title),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": edition.digest},
        },
    }


def _distribution(address: str, media: str, title: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": _spanish(title),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": _MEDIA + media},
        "dct:license": _LICENCE,
    }


def _publisher(entity: Entity, base: str) -> dict[str, Any]:
    mail = {"foaf:mbox": {"@id": f"mailto:{entity.email}"}} if entity.email else {}
    return {
        "@id": f"{base}/#entidad",
        "@type": "foaf:Organization",
        "foaf:name": entity.name,
        "foaf:homepage": {"@id": f"{base}/"},
        **mail,
    }


def _spanish(text: str) -> dict[str, str]:
    return {"@language": "es", "@value": text}


def _instant(moment: datetime | None, zone: ZoneInfo) -> dict[str, str] | None:
    if moment is None:
        return None
    there = time_zones.to_local(moment, zone)
    return {"@type": "xsd:dateTime", "@value": there.isoformat(timespec="seconds")}
