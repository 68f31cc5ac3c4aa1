"""Rolling ownership in a timeline and in notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from alur.web.deals.names import Names


def _reminded(data: dict[str, Any], names: Names) -> str:
    told = {"name": names.member(data["owner"]), "days": names.f.days(data["days"])}
    if data["number"] == 1:
        return _("First reminder for %(name)s: untouched for %(days)s") % told
    return _("Second reminder for %(name)s: untouched for %(days)s; next it goes on") % told


def _rolled(data: dict[str, Any], names: Names) -> str:
    told = {"name": names.member(data["after"]), "days": names.f.days(data["days"])}
    if data["reason"] == "lead":
        return _("Rolling ownership: untouched for %(days)s, so it goes to %(name)s, who leads the team") % told
    return _("Rolling ownership: untouched for %(days)s, so it goes to %(name)s in turn") % told


def _offered(data: dict[str, Any], names: Names) -> str:
    return _("Rolling ownership: untouched for %(days)s, so it is offered to the team") % {
        "days": names.f.days(data["days"])
    }


def _taken(data: dict[str, Any], names: Names) -> str:
    return _("%(name)s took it from what is offered to the team") % {"name": names.member(data["after"])}


ROLLING_SENTENCES: dict[str, tuple[str, Callable[[dict[str, Any], Names], str]]] = {
    "deal.reminded": ("bell", _reminded),
    "deal.rolled": ("swap", _rolled),
    "deal.offered": ("users", _offered),
    "deal.taken": ("swap", _taken),
}
