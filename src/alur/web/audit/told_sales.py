"""What was before and after in the events of deals, quotes and activities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from alur.orders.models import QuoteStatus
from alur.orders.models.quote import Approval
from alur.pipeline.models import Status, TrackState
from alur.web.audit.columns import value_of
from alur.web.audit.names import Change, Words, changed
from alur.web.deals.sentences import answer_told


def _moved(data: dict[str, Any], words: Words) -> list[Change]:
    return [
        Change(_("Stage"), words.names.stage(data["from_stage"]), words.names.stage(data["to_stage"])),
        Change(_("Probability"), f"{data['from_probability']}%", f"{data['to_probability']}%"),
        *([Change(_("Past the gate"), "", data["override_reason"])] if data.get("override_reason") else []),
    ]


def _status(value: Any) -> str:
    return str(dict(Status.choices).get(value, value or ""))


def _closed(data: dict[str, Any], words: Words) -> list[Change]:
    reason = words.names.reasons.get(data.get("reason") or "", data.get("reason") or "")
    before, after = data.get("before") or {}, data.get("after") or {}
    told = [Change(_("Status"), _status(before.get("status")), _status(after.get("status")))]
    until = words.f.day(date.fromisoformat(data["until"])) if data.get("until") else ""
    return [*told, Change(_("Reason"), "", reason), Change(_("Until"), "", until)]


def _lines(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Value"), words.f.money(data["old_amount"]), words.f.money(data["new_amount"]))]


def _warmed(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = (value_of("temperature", data[key], words) for key in ("old", "new"))
    until = words.f.moment(datetime.fromisoformat(data["until"])) if data.get("until") else ""
    return [
        Change(_("Temperature"), before, after),
        Change(_("Until"), "", until),
        Change(_("Reason"), "", data.get("reason", "")),
    ]


def _created(data: dict[str, Any], words: Words) -> list[Change]:
    owner = words.names.member(data["owner"]) if data.get("owner") else ""
    amount = words.f.money(data["amount"]) if data.get("amount") else ""
    return [
        Change(_("Stage"), "", words.names.stage(data["stage"])),
        Change(_("Value"), "", amount),
        Change(_("Owner"), "", owner),
    ]


def _snoozed(data: dict[str, Any], words: Words) -> list[Change]:
    before, until = (_moment(data[key], words) for key in ("before", "until"))
    return [Change(_("Left alone until"), before, until)]


def _moment(value: str | None, words: Words) -> str:
    return words.f.moment(datetime.fromisoformat(value)) if value else ""


def _passed_on(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = (words.names.member(data[key]) for key in ("before", "after"))
    return [Change(_("Owner"), before, after), *_untouched(data, words)]


def _untouched(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Untouched for"), "", words.f.days(data["days"]))] if data.get("days") else []


def _offered(data: dict[str, Any], words: Words) -> list[Change]:
    team = words.teams.get(data["team"], "") if data.get("team") else _("Everyone")
    return [Change(_("Offered to"), "", team), *_untouched(data, words)]


def _turned(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = data.get("before") or {}, data.get("after") or {}
    status, approval = dict(QuoteStatus.choices), dict(Approval.choices)
    return [
        Change(_("Status"), *(str(status.get(kept.get("status", ""), "")) for kept in (before, after))),
        *(
            [Change(_("Approval"), *(str(approval.get(kept.get("approval", ""), "")) for kept in (before, after)))]
            if "approval" in after
            else []
        ),
        Change(_("Note"), "", str(after.get("approval_note") or "")),
        Change(_("Value"), "", words.f.money(data["total"]) if data.get("total") else ""),
    ]


def _begun_quote(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Value"), "", words.f.money(data["total"]) if data.get("total") else "")]


def _answered(data: dict[str, Any], words: Words) -> list[Change]:
    asked = words.names.questions
    return [
        Change(
            asked[question].name_in(words.f.language),
            *(answer_told(asked[question], value, words.names) for value in (old, new)),
        )
        for question, old, new in data["answers"]
        if question in asked
    ]


def _track(data: dict[str, Any], words: Words) -> list[Change]:
    states = dict(TrackState.choices)
    told = [str(states.get(kept[0], "")) if kept else "" for kept in (data["old"], data["new"])]
    return [Change(words.names.stage(data["stage"]), *told)]


def _people(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = (
        ", ".join(words.by_id("person_id", one) or _("a person who is gone") for one, _role in data[key])
        for key in ("old", "new")
    )
    return [changed(_("People"), before, after)]


def _evidence(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(words.names.steps.get(data["step"], "") or _("Step"), "", data.get("label") or _("met"))]


def _merged(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Merged in"), "", data["loser_title"])]


def _unmerged(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Taken out"), "", data["loser_title"])]


def _planned(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Due"), "", _moment(data.get("due_at"), words))]


def _done(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = data.get("outcome") or ["", ""]
    return [Change(_("Outcome"), before, after)]


def _skipped(data: dict[str, Any], words: Words) -> list[Change]:
    before, after = ((data.get(key) or [""])[0] for key in ("before", "after"))
    return [Change(_("Due"), _moment(before, words), _moment(after, words))]


def _link(data: dict[str, Any], words: Words) -> list[Change]:
    return [Change(_("Valid until"), "", _moment(data["expires_at"], words))]


TOLD: dict[str, Any] = {
    "deal.created": _created,
    "deal.moved": _moved,
    "deal.followed_pipeline": _moved,
    "deal.closed": _closed,
    "deal.reopened": _closed,
    "deal.lines_set": _lines,
    "deal.temperature_changed": _warmed,
    "deal.temperature_overridden": _warmed,
    "deal.override_ended": _warmed,
    "deal.snoozed": _snoozed,
    "deal.rolled": _passed_on,
    "deal.taken": _passed_on,
    "deal.offered": _offered,
    "deal.reminded": _untouched,
    "deal.answered": _answered,
    "deal.track_changed": _track,
    "deal.people_set": _people,
    "deal.evidence_added": _evidence,
    "deal.evidence_removed": _evidence,
    **{f"{kind}.merged": _merged for kind in ("deal", "organization", "person")},
    **{f"{kind}.unmerged": _unmerged for kind in ("deal", "organization", "person")},
    "activity.planned": _planned,
    "activity.done": _done,
    "activity.skipped": _skipped,
    "quote.made": _begun_quote,
    "quote.link_made": _link,
    **{
        f"quote.{verb}": _turned
        for verb in ("sent", "accepted", "declined", "approval_asked", "approved", "returned", "turned_back")
    },
}
