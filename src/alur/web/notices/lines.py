"""What a notice says: of what, by whom, and what happened; nothing of a record that the reader does not see now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from alur.automation.models import HandOver, HandOverState
from alur.events.models import Event
from alur.notices.kinds import ASSIGNED, MENTION, REMINDER
from alur.notices.models import Notice
from alur.notices.queries.news import Subject, subjects_of, written_of
from alur.tenancy.models import Member
from alur.web.activities.kinds import GLYPHS, kind_names
from alur.web.deals.names import Names
from alur.web.deals.sentences import tell_of
from alur.web.forgotten.sentences import ROLLING_SENTENCES
from alur.web.shell.formats import Formats

MOST_WORDS = 240
Written = dict[int, tuple[str, str, str]]
HandedOver = dict[int, tuple[str, str]]
"""Operation to whose work it gave to others, and how far it is."""
SUBJECT_GLYPHS = {
    "deal": "board",
    "organization": "org",
    "weights": "target",
    "person": "user",
    "activity": "cal",
    "offer": "users",
    "pipeline": "board",
}


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is empty where the reader does not see the record any more; then nothing else is said either.

    `about` is the deal's title where the name is its company's, which may have several.
    """

    id: int
    kind: str
    icon: str
    actor: str
    name: str
    more: int
    sentence: str
    words: str
    at: datetime
    is_read: bool
    about: str = ""


def lines_of(member: Member, notices: Sequence[Notice], f: Formats) -> list[Line]:
    """For all of them, eleven queries."""
    subjects = subjects_of(member, notices)
    shown = [one for one in notices if _subject(one, subjects) is not None]
    ids = {event_id for one in shown for event_id in _events_of(one)}
    events = {event.id: event for event in Event.objects.filter(workspace_id=member.workspace_id, id__in=ids)}
    written = written_of(member, [int(one.payload["activity"]) for one in events.values() if "activity" in one.payload])
    names = Names(member.workspace_id, f)
    handed = _handed_over(member.workspace_id, shown, events)
    return [_line(one, _subject(one, subjects), events, written, names, handed) for one in notices]


def _handed_over(workspace_id: int, notices: Sequence[Notice], events: dict[int, Event]) -> HandedOver:
    """Of what was given to the reader, the operations that handed over all of somebody's work."""
    given = {one.events[0] for one in notices if one.kind == ASSIGNED and one.events}
    operations = {events[event_id].operation_id for event_id in given if event_id in events}
    if not operations:
        return {}
    found = HandOver.objects.filter(workspace_id=workspace_id, operation_id__in=operations)
    return {one: (name, state) for one, name, state in found.values_list("operation_id", "leaver__name", "state")}


def _subject(notice: Notice, subjects: dict[tuple[str, int], Subject]) -> Subject | None:
    return subjects.get((notice.subject_kind, notice.subjects[0])) if notice.subjects else None


def _events_of(notice: Notice) -> list[int]:
    """Those of its first record: what was done to the others is not told beside a name that is not theirs."""
    events: list[int] = notice.events
    return events if notice.count == 1 else events[:1]


def _line(
    notice: Notice,
    subject: Subject | None,
    events: dict[int, Event],
    written: Written,
    names: Names,
    handed: HandedOver,
) -> Line:
    if subject is None:
        return Line(notice.id, notice.kind, "none", "", "", 0, "", "", notice.occurred_at, notice.read_at is not None)
    own = [events[event_id] for event_id in _events_of(notice) if event_id in events]
    is_by_rule = bool(own) and own[0].name in ROLLING_SENTENCES and own[0].name != "deal.taken"
    actor = "" if is_by_rule else names.members.get(notice.actor_id or 0, "")
    icon, told = _told(notice, subject, own, actor, names)
    if own and own[0].operation_id in handed:
        told = _of_hand_over(actor, *handed[own[0].operation_id])
    return Line(
        id=notice.id,
        kind=notice.kind,
        icon=icon,
        actor=actor,
        name=subject.name,
        more=notice.count - 1,
        sentence=told,
        words=_shortened(_naming(own, written) if notice.kind == MENTION else _written(own, written)),
        at=notice.occurred_at,
        is_read=notice.read_at is not None,
        about=_about(notice, subject),
    )


def _about(notice: Notice, subject: Subject) -> str:
    is_other = notice.subject_kind == "deal" and notice.count == 1 and subject.title != subject.name
    return subject.title if is_other else ""


def _told(notice: Notice, subject: Subject, own: Sequence[Event], actor: str, names: Names) -> tuple[str, str]:
    """The glyph and the sentence."""
    if notice.kind == REMINDER:
        kind = kind_names().get(subject.activity_kind, "")
        when = f"{names.f.within(subject.due_at)} {names.f.time(subject.due_at)}" if subject.due_at else ""
        what = f"{kind}: {subject.title}" if subject.title and subject.title != subject.name else kind
        return GLYPHS.get(subject.activity_kind, "cal"), ", ".join(part for part in (what, when) if part)
    if notice.kind == MENTION:
        return "chat", _("%(actor)s mentions you") % {"actor": actor}
    sentences = [tell_of(event.name, event.payload, names) for event in own]
    icon = sentences[0][0] if sentences else SUBJECT_GLYPHS[notice.subject_kind]
    what = "; ".join(dict.fromkeys(sentence for _icon, sentence in sentences))
    if own and own[0].name in ROLLING_SENTENCES:
        return sentences[0]
    if notice.kind == ASSIGNED and own and own[0].name == "activity.planned":
        kind, title = kind_names().get(own[0].payload["kind"], ""), own[0].payload.get("title", "")
        words = ", ".join(dict.fromkeys(part for part in (kind, title) if part))
        return icon, _("%(actor)s plans this for you: %(what)s") % {"actor": actor, "what": words}
    if notice.kind == ASSIGNED and own and own[0].name.startswith("activity."):
        return icon, _("%(actor)s gives this to you: %(what)s") % {"actor": actor, "what": what}
    if notice.kind == ASSIGNED:
        return icon, _("%(actor)s gives this to you") % {"actor": actor}
    return icon, f"{actor}: {what}" if what and actor else what or actor


def _of_hand_over(actor: str, leaver: str, state: str) -> str:
    names = {"actor": actor, "name": leaver}
    if state in (HandOverState.UNDOING, HandOverState.UNDONE):
        return _("%(actor)s handed the work of %(name)s to you, and has taken it back since") % names
    return _("%(actor)s hands the work of %(name)s to you") % names


def _naming(own: Sequence[Event], written: Written) -> str:
    """What was written where the reader is named."""
    return next((text for event in own for text in _texts(event, written) if "@" in text), "")


def _written(own: Sequence[Event], written: Written) -> str:
    """What was noted, or came of what was done; not what the sentence says already."""
    told = []
    for event in own:
        title, body, outcome = _texts(event, written)
        if event.name in ("activity.logged", "activity.planned") and body != title:
            told.append(body)
        if event.name in ("activity.logged", "activity.done"):
            told.append(outcome)
    return "; ".join(dict.fromkeys(filter(None, told)))


def _texts(event: Event, written: Written) -> tuple[str, str, str]:
    return written.get(int(event.payload.get("activity", 0)), ("", "", ""))


def _shortened(text: str) -> str:
    """As much as a line or two hold."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_WORDS else text[: MOST_WORDS - 1].rstrip() + "…"
