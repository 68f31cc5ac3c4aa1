"""What deals can be asked by; and what companies, persons and products can be asked of their deals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from alur.fields.filtering.dated import Age, Day, Moment
from alur.fields.filtering.declaring import declare
from alur.fields.filtering.fields import (
    Choice,
    Field,
    Label,
    Money,
    Percent,
    Reference,
    Text,
    Whole,
    answers,
)
from alur.fields.filtering.through import Through
from alur.fields.filtering.viewing import Viewpoint
from alur.kernel.refusal import N_
from alur.people.filters import COMPANY, region
from alur.pipeline.models import Deal, DealPerson, DealTag, LineItem, StageKind, Status, Temperature

PRODUCTS = N_("Products")
TIME = N_("Time")
DEALS = N_("Deals")


def _lines(name: str, title: str, column: str) -> Through:
    return Through(
        name=name,
        title=title,
        group=PRODUCTS,
        rows=lambda view: LineItem.objects.filter(workspace_id=view.workspace_id),
        key="deal_id",
        inner=Reference(name=name, title=title, column=column, to=name),
    )


declare(
    "deal",
    [
        Text(name="title", title=N_("Title"), column="title"),
        Choice(
            name="status",
            title=N_("Status"),
            column="status",
            options=answers(Status),
        ),
        Reference(name="pipeline", title=N_("Pipeline"), column="pipeline_id", to="pipeline"),
        Reference(name="stage", title=N_("Stage"), column="stage_id", to="stage"),
        Choice(
            name="stage_kind",
            title=N_("Kind of stage"),
            column="stage__kind",
            options=answers(StageKind),
        ),
        Choice(
            name="temperature",
            title=N_("Temperature"),
            column="temperature",
            options=answers(Temperature),
        ),
        Money(name="value", title=N_("Value"), column="amount"),
        Percent(name="probability", title=N_("Probability"), column="probability"),
        Reference(name="owner", title=N_("Owner"), column="owner_id", to="member"),
        Reference(name="team", title=N_("Team"), column="owner__team_id", to="team"),
        Through(
            name="tag",
            title=N_("Tag"),
            rows=lambda view: DealTag.objects.filter(workspace_id=view.workspace_id),
            key="deal_id",
            inner=Label(name="tag", title=N_("Tag"), column="tag__name_key"),
        ),
        Reference(name="source", title=N_("Source"), column="source_id", to="source"),
        Reference(name="campaign", title=N_("Campaign"), column="campaign_id", to="campaign"),
        Day(name="expected_close", title=N_("Expected close"), group=TIME, column="expected_close_on"),
        Moment(name="next_step", title=N_("Next step"), group=TIME, column="next_step_due_at"),
        Age(
            name="silent",
            title=N_("Silent, in days"),
            group=TIME,
            column="stage_entered_at",
            also=("last_activity_at",),
        ),
        Age(name="days_in_stage", title=N_("Days in the stage"), group=TIME, column="stage_entered_at"),
        Moment(name="cooled", title=N_("Cooled down"), group=TIME, column="cooled_at"),
        Moment(name="last_activity", title=N_("Last activity"), group=TIME, column="last_activity_at"),
        Moment(name="created", title=N_("Created"), group=TIME, column="created_at"),
        Moment(name="updated", title=N_("Last change"), group=TIME, column="updated_at"),
        Moment(name="closed", title=N_("Closed"), group=TIME, column="closed_at"),
        Day(name="postponed_until", title=N_("Postponed until"), group=TIME, column="postponed_until"),
        Reference(name="reason", title=N_("Reason"), column="reason_id", to="reason"),
        Reference(name="organization", title=N_("Company"), group=COMPANY, column="organization_id", to="organization"),
        Text(name="company", title=N_("Company's name"), group=COMPANY, column="organization__name"),
        Text(name="industry", title=N_("Industry"), group=COMPANY, column="organization__industry"),
        Whole(name="company_size", title=N_("Number of people"), group=COMPANY, column="organization__size"),
        region("organization__", COMPANY),
        Through(
            name="person",
            title=N_("Person"),
            group=COMPANY,
            rows=lambda view: DealPerson.objects.filter(workspace_id=view.workspace_id),
            key="deal_id",
            inner=Reference(name="person", title=N_("Person"), column="person_id", to="person"),
        ),
        _lines("product", N_("Product"), "product_id"),
        _lines("family", N_("Product family"), "product__family_id"),
        Text(name="external_source", title=N_("Outside system"), column="external_source"),
        Text(name="external_id", title=N_("Outside number"), column="external_id"),
    ],
)


def _of_deals(key: str) -> list[Field]:
    """What a company can be asked of its deals: of those that the reader sees."""

    def rows(view: Viewpoint) -> QuerySet[Any]:
        found: QuerySet[Any] = Deal.objects.visible_to(view.member).filter(**{f"{key}__isnull": False})
        return found

    return [
        Through(
            name="deal_status",
            title=N_("Has deals that are"),
            group=DEALS,
            rows=rows,
            key=key,
            inner=Choice(
                name="deal_status",
                title=N_("Status"),
                column="status",
                options=answers(Status),
            ),
        ),
        Through(
            name="deal_stage",
            title=N_("Has deals in the stage"),
            group=DEALS,
            rows=rows,
            key=key,
            inner=Reference(name="deal_stage", title=N_("Stage"), column="stage_id", to="stage"),
        ),
        Through(
            name="deal_product",
            title=N_("Has deals about"),
            group=DEALS,
            rows=lambda view: LineItem.objects.filter(
                workspace_id=view.workspace_id, deal_id__in=rows(view).values("id")
            ),
            key=f"deal__{key}",
            inner=Reference(name="deal_product", title=N_("Product"), column="product_id", to="product"),
        ),
    ]


declare("organization", _of_deals("organization_id"))
