from alur.events.models.delivery import FailedDelivery, Subscription
from alur.events.models.event import Event, EventHead, EventPersonal, EventSubject
from alur.events.models.scheduled_job import ScheduledJob
from alur.events.models.submission import Submission

__all__ = [
    "Event",
    "EventHead",
    "EventPersonal",
    "EventSubject",
    "FailedDelivery",
    "ScheduledJob",
    "Submission",
    "Subscription",
]
