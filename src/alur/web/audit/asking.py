"""What an address of the audit page asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from alur.events.facts import all_facts
from alur.events.queries.acts import NOBODY, ActFilter
from alur.kernel.dates import at_local, parse_day
from alur.kernel.ids import id_from
from alur.kernel.refusal import Refusal
from alur.pipeline.access import owners_seen_by
from alur.tenancy.models import Member
from alur.web.audit.kinds import BY_CUSTOMERS, BY_OTHERS, GROUPS, RECORDS, SENSITIVE
from alur.web.audit.words import DOORS, kind_of
from alur.web.shell.requests import MemberRequest

KEYS = ("who", "kind", "object", "door", "record", "from", "until", "sensitive")


@dataclass(frozen=True, slots=True)
class Asked:
    """`params` are those that were understood; the rest of the address is passed over."""

    params: Mapping[str, str]
    wanted: ActFilter
    days: tuple[date | None, date | None]

    def query(self, **changed: str) -> str:
        """The query string with some of it changed; empty ones left out."""
        params = {**self.params, **changed}
        return urlencode({key: value for key, value in params.items() if value})


def asked_of(request: MemberRequest) -> Asked:
    """A supervisor asks about the own team alone, whatever the address says."""
    params = {key: request.GET[key] for key in KEYS if request.GET.get(key)}
    names = _names(params)
    record = _record(params.get("record", ""))
    since, until = _day(params, "from"), _day(params, "until")
    for key, value in (("record", record), ("from", since), ("until", until)):
        if value is None:
            params.pop(key, None)
    if params.get("door") not in DOORS:
        params.pop("door", None)
    actors, begun_with = _actors(request.member, params)
    if params.get("who") == "customers":
        names = (names & BY_CUSTOMERS or frozenset({"-"})) if names else BY_CUSTOMERS
    return Asked(
        params,
        ActFilter(
            actors=actors,
            names=names,
            begun_with=begun_with,
            doors=frozenset({params["door"]} if "door" in params else ()),
            record=record,
            since=_start(request, since) if since else None,
            until=_start(request, until + timedelta(days=1)) if until else None,
        ),
        (since, until),
    )


def seen_actors(member: Member) -> frozenset[int] | None:
    """Whose acts this member may read of; None: everyone's, and what nobody did by hand."""
    return None if member.is_owner else owners_seen_by(member) or frozenset({member.id})


def period_presets(request: MemberRequest) -> list[tuple[str, str, str]]:
    """(title, from, until) of the periods that are offered."""
    today = request.f.today
    week, month = today - timedelta(days=6), today - timedelta(days=29)
    return [
        (_("Today"), today.isoformat(), today.isoformat()),
        (_("Last 7 days"), week.isoformat(), today.isoformat()),
        (_("Last 30 days"), month.isoformat(), today.isoformat()),
    ]


def _actors(member: Member, params: dict[str, str]) -> tuple[frozenset[int], frozenset[str]]:
    """Whose acts, and for what nobody of the workspace did by hand: begun with which events."""
    seen = seen_actors(member)
    chosen = params.get("who", "")
    if chosen in ("alur", "customers") and seen is None:
        return frozenset({NOBODY}), BY_CUSTOMERS if chosen == "customers" else frozenset(all_facts()) - BY_OTHERS
    one = id_from(chosen)
    if one and (seen is None or one in seen):
        return frozenset({one}), frozenset()
    params.pop("who", None)
    return seen if seen is not None else frozenset(), frozenset()


def _names(params: dict[str, str]) -> frozenset[str]:
    names = frozenset(all_facts())
    kinds = [GROUPS[params["kind"]][1]] if params.get("kind") in GROUPS else []
    if params.get("object") in RECORDS:
        kinds.append((params["object"],))
    for of in kinds:
        names = frozenset(name for name in names if kind_of(name) in of)
    for key, known in (("kind", GROUPS), ("object", RECORDS)):
        if params.get(key) not in known:
            params.pop(key, None)
    if params.get("sensitive") == "yes":
        return names & SENSITIVE or frozenset({"-"})
    params.pop("sensitive", None)
    return names or frozenset({"-"}) if kinds else frozenset()


def record_kinds() -> frozenset[str]:
    """Kinds of records whose trail can be asked for."""
    return frozenset(map(kind_of, all_facts()))


def _record(text: str) -> tuple[str, int] | None:
    kind, _dash, number = text.partition("-")
    record_id = id_from(number)
    return (kind, record_id) if kind in record_kinds() and record_id else None


def _day(params: Mapping[str, str], key: str) -> date | None:
    try:
        return parse_day(params[key]) if key in params else None
    except Refusal:
        return None


def _start(request: MemberRequest, day: date) -> datetime:
    return at_local(day, time(0), request.f.zone)
