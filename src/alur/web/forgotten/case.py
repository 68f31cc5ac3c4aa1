"""One forgotten deal told in full: why it is here, what is at stake, what was last heard, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from alur.conversations.models import Activity
from alur.conversations.queries.reaching import numbers_of
from alur.people.models import ContactPoint
from alur.people.models.contact_point import ContactKind
from alur.pipeline.models import DealPerson
from alur.rescue.queries.queue import Around, Row
from alur.rescue.words import LACKING
from alur.web.activities.kinds import days_ahead
from alur.web.activities.lines import whatsapp_of
from alur.web.completeness.filling import inputs_for
from alur.web.deals.finding import deal_or_404
from alur.web.deals.missing import Need
from alur.web.deals.names import Names
from alur.web.shell.requests import MemberRequest

MOST_TOLD = 3
MOST_ASKED = 4
MOST_DRAWN = 60
LOOKS_BACK = timedelta(days=90)
WIDE = 300
"""The line of contacts is so many units wide."""


@dataclass(frozen=True, slots=True)
class Dot:
    """Something that was done, on a line from the first shown day to now; `is_answer` where they answered."""

    x: int
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Case:
    """`is_barred`: they are not to be contacted, and no number or address is given."""

    stage: str
    owner: str
    person: str
    phone: str
    whatsapp: str
    email: str
    is_barred: bool
    talks: list[Activity]
    days: list[date]
    needs: list[Need] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    begins_at: datetime | None = None
    silent_x: int = WIDE

    @property
    def last(self) -> Activity | None:
        return self.talks[0] if self.talks else None


def case_of(request: MemberRequest, chosen: Around, names: Names) -> Case:
    """Eight questions, whatever the deal."""
    row, f = chosen.row, request.f
    workspace_id = request.workspace.id
    talks = list(
        Activity.objects.filter(
            workspace_id=workspace_id, deal_id=row.deal_id, deleted_at__isnull=True, done_at__isnull=False
        )
        .select_related("owner")
        .order_by("-done_at", "-id")[:MOST_DRAWN]
    )
    about = (None, row.deal_id, row.organization_id)
    numbers = numbers_of(workspace_id, [about])
    phone, is_barred = numbers.of(about), numbers.is_barred(about)
    person = (
        DealPerson.objects.filter(workspace_id=workspace_id, deal_id=row.deal_id)
        .order_by("position", "id")
        .values_list("person_id", "person__name")
        .first()
    )
    begins_at = request.now - LOOKS_BACK
    return Case(
        stage=names.stage(row.stage_id),
        owner=names.member(row.owner_id),
        person=person[1] if person else "",
        phone=phone,
        whatsapp=whatsapp_of(phone),
        email="" if is_barred else _email(workspace_id, person[0] if person else 0, row.organization_id or 0),
        is_barred=is_barred,
        talks=talks[:MOST_TOLD],
        days=[day for day, _ in days_ahead(f)][:2],
        needs=_needs(request, row) if request.member.can_change else [],
        dots=[Dot(_x(one.done_at, request.now), one.is_answered is True) for one in talks if _is_near(one, begins_at)],
        begins_at=begins_at,
        silent_x=max(0, _x(row.quiet_since, request.now)),
    )


def _needs(request: MemberRequest, row: Row) -> list[Need]:
    """The inputs for what is missing, where that is why it is here."""
    return (
        inputs_for(request, deal_or_404(request, row.deal_id), row.lacks[:MOST_ASKED]) if LACKING in row.reasons else []
    )


def _email(workspace_id: int, person_id: int, organization_id: int) -> str:
    """The person's own before the company's."""
    points = ContactPoint.objects.filter(
        Q(person_id=person_id) | Q(organization_id=organization_id), workspace_id=workspace_id, kind=ContactKind.EMAIL
    )
    found = list(points.order_by("position", "id").values_list("person_id", "value"))
    return next((value for person, value in found if person), found[0][1] if found else "")


def _is_near(one: Activity, begins_at: datetime) -> bool:
    return one.done_at is not None and one.done_at >= begins_at


def _x(at: datetime | None, now: datetime) -> int:
    return round(WIDE * (1 - (now - (at or now)) / LOOKS_BACK))
