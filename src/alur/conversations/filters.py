"""What activities can be asked by; and what deals, companies and persons can be asked of what was said with them."""

from __future__ import annotations

from alur.conversations.access import visible_activities
from alur.conversations.models import ActivityKind
from alur.fields.filtering.dated import Moment
from alur.fields.filtering.declaring import declare
from alur.fields.filtering.fields import Choice, Field, HasValue, Reference, Text, answers
from alur.fields.filtering.through import Latest, Through
from alur.kernel.refusal import N_
from alur.people.filters import COMPANY, region

ACTIVITIES = N_("Activities")


declare(
    "activity",
    [
        Choice(name="kind", title=N_("Kind"), column="kind", options=answers(ActivityKind)),
        Text(name="title", title=N_("Title"), column="title"),
        Text(name="body", title=N_("Text"), column="body"),
        Text(name="outcome", title=N_("Outcome"), column="outcome"),
        HasValue(name="done", title=N_("Done"), column="done_at"),
        Moment(name="due", title=N_("Due"), column="due_at"),
        Moment(name="done_at", title=N_("Done on"), column="done_at"),
        Reference(name="owner", title=N_("Owner"), column="owner_id", to="member"),
        Reference(name="team", title=N_("Team"), column="owner__team_id", to="team"),
        Reference(name="deal", title=N_("Deal"), column="deal_id", to="deal"),
        Text(name="deal_title", title=N_("Deal's title"), column="deal__title"),
        Reference(name="organization", title=N_("Company"), group=COMPANY, column="organization_id", to="organization"),
        Text(name="company", title=N_("Company's name"), group=COMPANY, column="organization__name"),
        region("organization__", COMPANY),
        Reference(name="person", title=N_("Person"), group=COMPANY, column="person_id", to="person"),
        Moment(name="created", title=N_("Created"), column="created_at"),
        Moment(name="updated", title=N_("Last change"), column="updated_at"),
    ],
)


def _talk(key: str) -> list[Field]:
    return [
        Through(
            name="activity",
            title=N_("Activities so far"),
            group=ACTIVITIES,
            rows=lambda view: visible_activities(view.member).filter(
                done_at__isnull=False, **{f"{key}__isnull": False}
            ),
            key=key,
            inner=Choice(name="activity", title=N_("Kind"), column="kind", options=answers(ActivityKind)),
        ),
    ]


def _contact(key: str) -> Field:
    return Latest(
        name="last_contact",
        title=N_("Last contact"),
        group=ACTIVITIES,
        rows=lambda view: visible_activities(view.member).filter(**{f"{key}__isnull": False}),
        key=key,
        column="done_at",
    )


declare(
    "deal",
    [
        Choice(
            name="next_step_kind",
            title=N_("Kind of next step"),
            group=ACTIVITIES,
            column="next_step_kind",
            options=answers(ActivityKind),
        ),
        *_talk("deal_id"),
    ],
)
declare("organization", [*_talk("organization_id"), _contact("organization_id")])
declare("person", [*_talk("person_id"), _contact("person_id")])
