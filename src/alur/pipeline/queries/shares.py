"""How much of what a stage needs deals have, for the criteria that ask for a share of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.utils import translation
from django.utils.translation import gettext as _

from alur.people.models import Person
from alur.pipeline.models import COMPLETENESS, Criterion, Deal
from alur.pipeline.queries.holdings import HELD, held_row, names_of_deal, names_of_deals, ways_of
from alur.pipeline.queries.needs import LABELS, Completeness, Weights, completeness, own_key, within
from alur.pipeline.queries.stage_needs import needs_by_stage, own_names, stages_with_pipelines

Shares = Mapping[int, Completeness]
"""By the stage whose criterion asks for one, what a deal has of all that this stage needs."""


def shares_of(workspace_id: int, deal_ids: Collection[int], asked: Collection[Criterion]) -> dict[int, Shares]:
    """Deal id to its shares, as the rows are now. No question where none of these criteria asks for one."""
    stage_ids = stages_asking(asked)
    if not stage_ids or not deal_ids:
        return {}
    needs = _needs(workspace_id, stage_ids)
    rows = list(Deal.objects.filter(workspace_id=workspace_id, id__in=deal_ids).values_list(*HELD))
    has = names_of_deals(workspace_id, rows, {name for weights in needs.values() for name in weights})
    return {row[0]: shares_by(needs, has[row[0]]) for row in rows}


def shares_of_new(deal: Deal, people: Collection[int], asked: Collection[Criterion]) -> Shares:
    """The same of a deal that is about to be made, with these people (ids)."""
    stage_ids = stages_asking(asked)
    if not stage_ids:
        return {}
    company = {deal.organization_id} if deal.organization_id else set()
    companies, persons = ways_of(deal.workspace_id, company, people)
    rows = Person.objects.filter(workspace_id=deal.workspace_id, id__in=people)
    taking_part = list(rows.values_list("id", "job_title", "custom"))
    own_ways = companies.get(deal.organization_id or 0, set())
    has = names_of_deal(held_row(deal), taking_part, False, own_ways, persons)
    return shares_by(_needs(deal.workspace_id, stage_ids), has)


def stages_asking(asked: Iterable[Criterion]) -> set[int]:
    return {one.stage_id for one in asked if one.field == COMPLETENESS}


def shares_by(needs: Mapping[int, Weights], has: Collection[str]) -> Shares:
    return {stage_id: completeness(weights, has) for stage_id, weights in needs.items()}


def share_names(workspace_id: int, at_least: int, lacks: Collection[str]) -> tuple[str, str]:
    """What is asked for, and what of it is missing, in Indonesian and English."""
    own = own_names(workspace_id) if any(own_key(name) for name in lacks) else {}
    told = []
    for place, language in enumerate(("id", "en")):
        with translation.override(language):
            labels = [_(LABELS[one]) if one in LABELS else own.get(own_key(one), (one, one))[place] for one in lacks]
            fields = ", ".join(within(label) for label in labels)
            sentence = _("Data at least %(percent)d%% complete (missing: %(fields)s)")
            told.append(sentence % {"percent": at_least, "fields": fields})
    return told[0], told[1]


def _needs(workspace_id: int, stage_ids: Collection[int]) -> dict[int, Weights]:
    needs = needs_by_stage(workspace_id, stages_with_pipelines(workspace_id))
    return {stage_id: needs.get(stage_id, {}) for stage_id in stage_ids}
