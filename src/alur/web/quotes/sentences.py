"""What happened to quotes, as a salesperson reads it on a timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from alur.web.deals.names import Names

Build = Callable[[dict[str, Any], "Names"], str]


def _which(data: dict[str, Any]) -> str:
    return data.get("title") or _("a quote")


def _made(data: dict[str, Any], names: Names) -> str:
    if data["revision"] > 1:
        return _("Version %(number)d of %(quote)s begun") % {"number": data["revision"], "quote": _which(data)}
    return _("Quote begun, %(value)s") % {"value": names.f.money(data["total"])}


def _told(text: Callable[[], str]) -> Build:
    return lambda data, names: text() % {"quote": _which(data), "value": names.f.money(data.get("total", 0))}


QUOTE_SENTENCES: dict[str, tuple[str, Build]] = {
    "quote.made": ("doc", _made),
    "quote.edited": ("edit", _told(lambda: _("Changed %(quote)s"))),
    "quote.sent": ("send", _told(lambda: _("Sent %(quote)s, %(value)s"))),
    "quote.approval_asked": ("shield", _told(lambda: _("Asked for approval of %(quote)s, %(value)s"))),
    "quote.approved": ("check", _told(lambda: _("Approved %(quote)s"))),
    "quote.returned": ("undo", _told(lambda: _("Returned %(quote)s"))),
    "quote.accepted": ("check", _told(lambda: _("%(quote)s accepted, %(value)s"))),
    "quote.declined": ("x", _told(lambda: _("%(quote)s declined"))),
    "quote.turned_back": ("undo", _told(lambda: _("%(quote)s as it was before"))),
    "quote.opened": ("file", _told(lambda: _("The customer opened %(quote)s"))),
    "quote.pdf_asked": ("print", _told(lambda: _("Asked for %(quote)s as a PDF"))),
    "quote.link_made": ("link", _told(lambda: _("Made a link to %(quote)s"))),
    "quote.link_revoked": ("link", _told(lambda: _("Took the link to %(quote)s back"))),
    "order.made": ("truck", _told(lambda: _("Order %(quote)s written down"))),
    "order.edited": ("edit", _told(lambda: _("Order %(quote)s changed"))),
    "order.deleted": ("trash", _told(lambda: _("Order %(quote)s put into the trash"))),
    "order.restored": ("undo", _told(lambda: _("Order %(quote)s brought back"))),
    "quote.deleted": ("trash", _told(lambda: _("Put %(quote)s into the trash"))),
    "quote.restored": ("undo", _told(lambda: _("Brought %(quote)s back"))),
}
