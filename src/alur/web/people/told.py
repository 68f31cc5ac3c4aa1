"""What was said and done with a company or a person, as their pages tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from alur.conversations.access import visible_activities
from alur.events.queries.timeline import Happening, timeline
from alur.kernel.phones import is_whatsapp_target, whatsapp_link
from alur.people.models import ContactPoint
from alur.pipeline.models import Deal
from alur.web.activities.kinds import GLYPHS, kind_names
from alur.web.deals.names import Names
from alur.web.deals.sentences import tell
from alur.web.deals.written import with_what_was_written
from alur.web.files.panel import files_sent_along, without_files_sent_along
from alur.web.shell.requests import MemberRequest

MOST_PLANNED = 5
MOST_HIDDEN_PAGES = 20
"""Of a company whose deals are others': how far to look for something that may be seen."""


def talk_of(request: MemberRequest, kind: str, record_id: int) -> dict[str, Any]:
    """The timeline of an "organization" or a "person" by day, what is planned, and who was talked to last."""
    happenings, older = _first_visible(request, kind, record_id)
    names = Names(request.workspace.id, request.f)
    told = [tell(one, names) for one in without_files_sent_along(happenings)]
    told = with_what_was_written(request.workspace.id, told)
    activities = visible_activities(request.member).filter(**{f"{kind}_id": record_id}, deal__deleted_at__isnull=True)
    planned = activities.filter(done_at__isnull=True, due_at__isnull=False).select_related("deal")
    return {
        "days": [
            (day, list(ones)) for day, ones in groupby(told, lambda one: _day(request, one.happening.occurred_at))
        ],
        "older": older,
        "activity_files": files_sent_along(request, told),
        "planned": list(planned.order_by("due_at", "id")[:MOST_PLANNED]),
        "last_talk": activities.filter(done_at__isnull=False).exclude(kind="note").order_by("-done_at").first(),
        "kinds": kind_names(),
        "glyphs": GLYPHS,
        "form": "",
        "activity_typed": {},
    }


def ways_of(request: MemberRequest, person_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Person to the first telephone and e-mail."""
    found: dict[int, dict[str, str]] = {}
    points = ContactPoint.objects.filter(workspace_id=request.workspace.id, person_id__in=list(person_ids))
    for person_id, kind, value in points.order_by("position").values_list("person_id", "kind", "value"):
        if person_id is not None:
            found.setdefault(person_id, {}).setdefault(kind, value)
    return found


def whatsapp(phone: str) -> str:
    return whatsapp_link(phone) if is_whatsapp_target(phone) else ""


def outcome_names() -> dict[str, str]:
    return {"won": _("Won"), "lost": _("Lost"), "not_a_fit": _("Not a fit"), "postponed": _("Postponed")}


def tally_of(counts: dict[str, int]) -> str:
    """`3 open, 2 won, 1 lost`: those of which there are any."""
    names = {"open": _("open"), "won": _("won"), "lost": _("lost"), "not_a_fit": _("not a fit")}
    names["postponed"] = _("postponed")
    return ", ".join(f"{counts[status]} {name}" for status, name in names.items() if counts.get(status))


def _first_visible(
    request: MemberRequest, kind: str, record_id: int
) -> tuple[list[Happening], tuple[datetime, int] | None]:
    """The page of the timeline that is asked for, and where it goes on; past pages of which nothing may be seen."""
    before = _before(request)
    for _page in range(MOST_HIDDEN_PAGES):
        events = timeline(request.workspace.id, kind, record_id, before=before)
        happenings, before = _visible(request, events.happenings), events.older
        if happenings or before is None:
            break
    return happenings, before


def _visible(request: MemberRequest, happenings: list[Happening]) -> list[Happening]:
    """A hidden deal's news does not show on its company's page, nor that of its activities."""
    deal_ids = {one.data["deal"] for one in happenings if "deal" in one.data}
    activity_ids = {found for one in happenings if (found := _activity_of(one)) is not None}
    deals = set(Deal.objects.visible_to(request.member).filter(id__in=deal_ids).values_list("id", flat=True))
    activities = visible_activities(request.member).filter(id__in=activity_ids, deal__deleted_at__isnull=True)
    seen = set(activities.values_list("id", flat=True))
    return [
        one
        for one in happenings
        if one.data.get("deal") in deals
        or _activity_of(one) in seen
        or ("deal" not in one.data and _activity_of(one) is None)
    ]


def _activity_of(happening: Happening) -> int | None:
    """The activity that it happened to, or to whose file."""
    data = happening.data
    found: int | None = data.get("of") if data.get("kind") == "activity" else data.get("activity")
    return found


def _before(request: MemberRequest) -> tuple[datetime, int] | None:
    at, _sign, event_id = request.GET.get("before", "").rpartition("~")
    try:
        return datetime.fromisoformat(at), int(event_id)
    except ValueError:
        return None


def _day(request: MemberRequest, at: datetime) -> date:
    return at.astimezone(request.f.zone).date()
