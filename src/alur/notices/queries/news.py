"""What a member was told: all of it, what is unread, and how much."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from alur.conversations.access import visible_activities
from alur.notices.models import Notice
from alur.people.models import Organization, Person
from alur.pipeline.models import Deal, Pipeline
from alur.rescue.queries.offers import names_of_offers
from alur.tenancy.counting import CountOf
from alur.tenancy.models import Member
from alur.tenancy.prepared import Prepared, Slot

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
    return len(_UNREAD(workspace_id=member.workspace_id, member_id=member.id))


def unread_counted() -> CountOf:
    """The same as a value of a prepared question with the slots workspace_id and member_id."""
    return CountOf(_unread(), most=MOST_COUNTED + 1)


def _unread() -> QuerySet[Notice]:
    return Notice.objects.filter(
        workspace_id=Slot("workspace_id"), member_id=Slot("member_id"), in_app=True, read_at__isnull=True
    )


_UNREAD = Prepared(lambda: _unread().values_list("id", flat=True)[: MOST_COUNTED + 1])


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that a notice is about, as its reader sees it now. The last three are of an activity."""

    id: int
    name: str
    is_in_trash: bool = False
    title: str = ""
    activity_kind: str = ""
    due_at: datetime | None = None


def subject_of(member: Member, notice: Notice) -> Subject | None:
    """The first record of a notice; None where it is gone or hidden."""
    return subjects_of(member, [notice]).get((notice.subject_kind, (notice.subjects or [0])[0]))


def subjects_of(member: Member, notices: Iterable[Notice]) -> dict[tuple[str, int], Subject]:
    """The first records of these, of those that the member sees now, by kind and id. Four queries for all."""
    wanted: dict[str, set[int]] = {}
    for one in notices:
        wanted.setdefault(one.subject_kind, set()).update(one.subjects[:1])
    found: dict[tuple[str, int], Subject] = {}
    deals = Deal.everything.visible_to(member).filter(id__in=wanted.get("deal", ()))
    for deal_id, title, company, gone in deals.values_list("id", "title", "organization__name", "deleted_at"):
        found["deal", deal_id] = Subject(deal_id, company or title, gone is not None, title)
    companies = Organization.everything.filter(workspace_id=member.workspace_id, id__in=wanted.get("organization", ()))
    for company_id, name, gone in companies.values_list("id", "name", "deleted_at"):
        found["organization", company_id] = Subject(company_id, name, gone is not None)
    people = Person.everything.filter(workspace_id=member.workspace_id, id__in=wanted.get("person", ()))
    for person_id, name, gone in people.values_list("id", "name", "deleted_at"):
        found["person", person_id] = Subject(person_id, name, gone is not None)
    if "offer" in wanted:
        offered = names_of_offers(member, wanted["offer"])
        found |= {("offer", deal_id): Subject(deal_id, name) for deal_id, name in offered.items()}
    for kind in ("pipeline", "weights"):
        if kind in wanted:
            pipelines = Pipeline.objects.filter(workspace_id=member.workspace_id, id__in=wanted[kind])
            found |= {(kind, one): Subject(one, name) for one, name in pipelines.values_list("id", "name")}
    activities = visible_activities(member).filter(id__in=wanted.get("activity", ()), deal__deleted_at__isnull=True)
    for activity_id, kind, due_at, *names in activities.values_list(
        "id", "kind", "due_at", "title", "organization__name", "person__name", "deal__title"
    ):
        title, company, person, deal = (name or "" for name in names)
        found["activity", activity_id] = Subject(
            activity_id, company or person or deal or title, False, title, kind, due_at
        )
    return found


def written_of(member: Member, activity_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Title, words and what came of it, of activities that the member sees."""
    rows = visible_activities(member).filter(id__in=set(activity_ids)).values_list("id", "title", "body", "outcome")
    return {activity_id: (title, body, outcome) for activity_id, title, body, outcome in rows}
