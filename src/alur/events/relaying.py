"""The relay: hands committed events, in order, to those who listen after the commit. The background worker calls it."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from alur.events.models import Event, FailedDelivery, Subscription
from alur.events.recording import last_position
from alur.events.subscribing import Subscriber, subscribers
from alur.tenancy.models import Workspace

BATCH = 2_000
LAST_TRY = 10
FIRST_PAUSE = timedelta(seconds=10)

log = structlog.get_logger()


def relay_all(*, at: datetime) -> int:
    """Deliver what is due in every workspace. Returns the number of deliveries."""
    if not subscribers():
        return 0
    return sum(relay(workspace_id, at=at) for workspace_id in Workspace.objects.values_list("id", flat=True))


def relay(workspace_id: int, *, at: datetime) -> int:
    """Deliver what is due in one workspace, in the order of positions. Returns the number of deliveries."""
    delivered = 0
    head = last_position(workspace_id)
    reached = dict(Subscription.objects.filter(workspace_id=workspace_id).values_list("subscriber", "position"))
    for subscriber in subscribers():
        delivered += _retry(subscriber, workspace_id, at)
        if reached.get(subscriber.name, 0) < head:
            delivered += _advance(subscriber, workspace_id, reached.get(subscriber.name, 0), head, at)
    return delivered


def replay(workspace_id: int, *, since: datetime, at: datetime) -> int:
    """Set every subscriber back to the first event since that instant, and deliver from there."""
    first = (
        Event.objects.filter(workspace_id=workspace_id, recorded_at__gte=since)
        .order_by("position")
        .values_list("position", flat=True)
        .first()
    )
    if first is None:
        return 0
    Subscription.objects.filter(workspace_id=workspace_id, position__gte=first).update(position=first - 1)
    return relay(workspace_id, at=at)


def _advance(subscriber: Subscriber, workspace_id: int, reached: int, head: int, at: datetime) -> int:
    delivered = 0
    while reached < head:
        events = Event.objects.filter(
            workspace_id=workspace_id,
            position__gt=reached,
            position__lte=reached + BATCH,
            name__in=subscriber.facts,
        ).order_by("position")
        delivered += _deliver_all(subscriber, workspace_id, list(events), at)
        reached = min(reached + BATCH, head)
        Subscription.objects.update_or_create(
            workspace_id=workspace_id, subscriber=subscriber.name, defaults={"position": reached}
        )
    return delivered


def _retry(subscriber: Subscriber, workspace_id: int, at: datetime) -> int:
    due = FailedDelivery.objects.filter(
        workspace_id=workspace_id, subscriber=subscriber.name, parked_at__isnull=True, retry_at__lte=at
    )
    tried = 0
    for failed in due:
        event = Event.objects.filter(workspace_id=workspace_id, position=failed.event_position).first()
        if event is not None and _deliver(subscriber, event, at):
            FailedDelivery.objects.filter(workspace_id=workspace_id, id=failed.id).delete()
        tried += 1
    return tried


def _deliver_all(subscriber: Subscriber, workspace_id: int, events: list[Event], at: datetime) -> int:
    if subscriber.take_many is not None and events:
        try:
            subscriber.take_many(workspace_id, events, at)
        except Exception as error:  # one of them is at fault: each is tried alone
            log.warning("delivery failed", subscriber=subscriber.name, count=len(events), error=repr(error))
        else:
            return len(events)
    for event in events:
        _deliver(subscriber, event, at)
    return len(events)


def _deliver(subscriber: Subscriber, event: Event, at: datetime) -> bool:
    try:
        with transaction.atomic():
            if subscriber.take_many is not None:
                subscriber.take_many(event.workspace_id, [event], at)
            elif subscriber.take is not None:
                subscriber.take(event)
    except Exception as error:  # whatever a subscriber raises, the others go on
        log.warning("delivery failed", subscriber=subscriber.name, position=event.position, error=repr(error))
        _note_failure(subscriber, event, repr(error), at)
        return False
    return True


def _note_failure(subscriber: Subscriber, event: Event, error: str, at: datetime) -> None:
    failed, is_first = FailedDelivery.objects.get_or_create(
        workspace_id=event.workspace_id,
        subscriber=subscriber.name,
        event_position=event.position,
        defaults={"error": error, "retry_at": at + FIRST_PAUSE},
    )
    if is_first:
        return
    tries = failed.tries + 1
    FailedDelivery.objects.filter(workspace_id=event.workspace_id, id=failed.id).update(
        tries=tries,
        error=error,
        retry_at=at + FIRST_PAUSE * 2 ** (tries - 1),
        parked_at=at if tries >= LAST_TRY else None,
    )
