"""From a fact to those who are told of it: whose deal it is, who follows it, who was named, who leads the team."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alur.conversations.models import Activity
from alur.events.models import Event
from alur.notices.kinds import ASSIGNED, CHANGED, CLOSED, FOLLOWED, MENTION, WEIGHT
from alur.notices.mentions import mentioned
from alur.notices.models import Follow
from alur.notices.operations.following import DEAL, ORGANIZATION, end_hidden
from alur.notices.operations.telling import News, tell
from alur.notices.queries.preferences import preferences_of
from alur.orders.queries.rules import approvers_of
from alur.people.models import Organization
from alur.pipeline.access import members_seeing, sees_owner
from alur.pipeline.models import Deal, Status
from alur.tenancy.models import Member, Role, Team

HISTORY = timedelta(days=2)
"""What is brought in this long after it happened is history and no news."""
QUIET = frozenset({"import", "restore"})
CUSTOMER = "link"
"""What came by a link that a customer has is news, though nobody here did it."""
ENDED = (Status.WON, Status.LOST)
PERSON = "person"
WEIGHTS = "weights"
"""Those of a pipeline, by its id."""


@dataclass(slots=True)
class _Heard:
    """Who is told, and why: the weightiest reason of each."""

    reasons: dict[int, str] = field(default_factory=dict)

    def add(self, member_id: int | None, kind: str) -> None:
        if member_id is not None and WEIGHT[kind] < WEIGHT.get(self.reasons.get(member_id, ""), len(WEIGHT)):
            self.reasons[member_id] = kind


def notice(event: Event, *, at: datetime) -> int:
    """Tell everyone whom an event concerns, but who did it. Returns how many. Delivered again, it tells nothing new."""
    if (
        (event.actor_id is None and event.via != CUSTOMER)
        or event.via in QUIET
        or event.recorded_at - event.occurred_at > HISTORY
    ):
        return 0
    if event.name.startswith("activity."):
        activity = Activity.objects.filter(workspace_id=event.workspace_id, id=event.payload["activity"]).first()
        return _of_activity(event, activity, at) if activity is not None else 0
    if event.name.startswith("organization."):
        return _of_organization(event, int(event.payload["record"]), _Heard(), "")
    return _of_deal(event, int(event.payload["deal"]), at=at)


def tell_owners_of_fit(event: Event) -> int:
    """The owners hear of a fit that waits for their word. Nobody did it, and it is nobody's deal."""
    heard = _Heard()
    owners = Member.objects.filter(workspace_id=event.workspace_id, role=Role.OWNER, is_active=True)
    for member_id in owners.values_list("id", flat=True):
        heard.add(member_id, CHANGED)
    return _tell(event, heard, WEIGHTS, int(event.payload["pipeline"]), owner_id=None)


def _of_activity(event: Event, activity: Activity, at: datetime) -> int:
    named = _named(event, activity)
    if activity.deal_id is not None:
        return _of_deal(event, activity.deal_id, named=named, assigned=_assigned(event, activity), at=at)
    heard = _Heard()
    heard.add(_assigned(event, activity), ASSIGNED)
    if activity.organization_id is not None:
        return _of_organization(event, activity.organization_id, heard, named)
    _hear_named(event.workspace_id, heard, named, owner_id=None)
    return _tell(event, heard, PERSON, activity.person_id or 0, owner_id=None)


def _of_deal(event: Event, deal_id: int, *, named: str = "", assigned: int | None = None, at: datetime) -> int:
    deal = Deal.everything.filter(workspace_id=event.workspace_id, id=deal_id).first()
    if deal is None:
        return 0
    heard = _Heard()
    heard.add(assigned, ASSIGNED)
    is_handed_over = event.name == "deal.created" or "owner_id" in event.payload.get("changes", {})
    heard.add(deal.owner_id, ASSIGNED if is_handed_over else CHANGED)
    if event.name == "quote.approval_asked":
        for member_id in approvers_of(deal):
            heard.add(member_id, ASSIGNED)
    follows = Follow.objects.filter(workspace_id=event.workspace_id)
    followers = set(follows.filter(deal_id=deal.id).values_list("member_id", flat=True))
    if "owner_id" in event.payload.get("changes", {}) and followers:
        end_hidden(
            list(Member.objects.filter(workspace_id=event.workspace_id, id__in=followers)), at=at, deal_id=deal.id
        )
    if deal.organization_id is not None:
        followers |= set(follows.filter(organization_id=deal.organization_id).values_list("member_id", flat=True))
    for member_id in followers:
        heard.add(member_id, FOLLOWED)
    if event.name == "deal.closed" and deal.status in ENDED:
        heard.add(_lead_of(event.workspace_id, deal.owner_id), CLOSED)
    _hear_named(event.workspace_id, heard, named, owner_id=deal.owner_id)
    return _tell(event, heard, DEAL, deal.id, owner_id=deal.owner_id)


def _of_organization(event: Event, organization_id: int, heard: _Heard, named: str) -> int:
    company = Organization.everything.filter(workspace_id=event.workspace_id, id=organization_id).first()
    if company is None:
        return 0
    heard.add(company.owner_id, CHANGED)
    follows = Follow.objects.filter(workspace_id=event.workspace_id, organization_id=organization_id)
    for member_id in follows.values_list("member_id", flat=True):
        heard.add(member_id, FOLLOWED)
    _hear_named(event.workspace_id, heard, named, owner_id=None)
    return _tell(event, heard, ORGANIZATION, organization_id, owner_id=None)


def _hear_named(workspace_id: int, heard: _Heard, text: str, *, owner_id: int | None) -> None:
    """Those whose names stand after an @, of those who see what it is about."""
    if "@" not in text:
        return
    seeing = members_seeing(workspace_id, owner_id).values_list("id", "name")
    for member_id in mentioned(text, list(seeing)):
        heard.add(member_id, MENTION)


def _tell(event: Event, heard: _Heard, kind: str, record_id: int, *, owner_id: int | None) -> int:
    """Only who is still here, may see it, and did not do it."""
    heard.reasons.pop(event.actor_id or 0, None)
    if not heard.reasons:
        return 0
    members = Member.objects.filter(workspace_id=event.workspace_id, id__in=heard.reasons, is_active=True)
    preferences = preferences_of(event.workspace_id, list(heard.reasons))
    told = 0
    for member in members.order_by("id"):
        if not sees_owner(member, owner_id):
            continue
        reason = heard.reasons[member.id]
        part = f":{record_id}" if reason == MENTION else ""
        news = News(
            subject_kind=kind,
            subject_id=record_id,
            occurred_at=event.occurred_at,
            key=f"{event.operation_id}{part}",
            event_id=event.id,
            position=event.position,
            actor_id=event.actor_id,
        )
        told += tell(member, reason, news, preferences[member.id]) is not None
    return told


def _named(event: Event, activity: Activity) -> str:
    """The words in which someone may be named by this event: all of them, or those that an edit brought."""
    if event.name == "activity.edited":
        changes = event.payload.get("changes", {})
        return "\n".join(str(changes[name][1] or "") for name in ("title", "body", "outcome") if name in changes)
    if event.name == "activity.done":
        return activity.outcome
    if event.name == "activity.planned":
        return f"{activity.title}\n{activity.body}"
    if event.name == "activity.logged":
        return f"{activity.title}\n{activity.body}\n{activity.outcome}"
    return ""


def _assigned(event: Event, activity: Activity) -> int | None:
    """Who has been given the activity by this event."""
    if event.name == "activity.planned":
        return activity.owner_id
    if event.name == "activity.edited" and "owner_id" in event.payload.get("changes", {}):
        return activity.owner_id
    return None


def _lead_of(workspace_id: int, owner_id: int | None) -> int | None:
    if owner_id is None:
        return None
    team_id = Member.objects.filter(workspace_id=workspace_id, id=owner_id).values_list("team_id", flat=True).first()
    return Team.objects.filter(workspace_id=workspace_id, id=team_id or 0).values_list("lead_id", flat=True).first()
