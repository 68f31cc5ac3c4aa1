"""What a member was told: all of it, what is unread, and how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from alur.conversations.access import visible_activities
from alur.notices.models import Notice
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.tenancy.models import Member

MOST_COUNTED = 99


def notices_of(member: Member) -> QuerySet[Notice]:
    """Those that are shown in the app, the newest first."""
    mine = Notice.objects.filter(workspace_id=member.workspace_id, member_id=member.id, in_app=True)
    return mine.order_by("-id")


def unread_of(member: Member, kinds: Collection[str] | None = None) -> QuerySet[Notice]:
    unread = notices_of(member).filter(read_at__isnull=True)
    return unread if kinds is None else unread.filter(kind__in=kinds)


def unread_count(member: Member) -> int:
    """At most one more than are counted."""
    return unread_of(member).order_by()[: MOST_COUNTED + 1].count()


def names_of(member: Member, notices: Iterable[Notice]) -> dict[tuple[str, int], str]:
    """What the first subjects of these are called, of those that the member sees now. Four queries for all."""
    wanted: dict[str, set[int]] = {}
    for one in notices:
        wanted.setdefault(one.subject_kind, set()).update(one.subjects[:1])
    found: dict[tuple[str, int], str] = {}
    deals = Deal.objects.visible_to(member).filter(id__in=wanted.get("deal", ()))
    for deal_id, title, company in deals.values_list("id", "title", "organization__name"):
        found["deal", deal_id] = company or title
    companies = Organization.objects.filter(workspace_id=member.workspace_id, id__in=wanted.get("organization", ()))
    for company_id, name in companies.values_list("id", "name"):
        found["organization", company_id] = name
    people = Person.objects.filter(workspace_id=member.workspace_id, id__in=wanted.get("person", ()))
    for person_id, name in people.values_list("id", "name"):
        found["person", person_id] = name
    activities = visible_activities(member).filter(id__in=wanted.get("activity", ()), deal__deleted_at__isnull=True)
    named = activities.values_list("id", "title", "organization__name", "person__name", "deal__title")
    for activity_id, *names in named:
        title, company, person, deal = (name or "" for name in names)
        found["activity", activity_id] = company or person or deal or title
    return found
