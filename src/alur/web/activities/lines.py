"""What lines of activities need beside the rows: whom one would call."""

from __future__ import annotations

from collections.abc import Sequence

from alur.conversations.queries.day_lines import Item
from alur.conversations.queries.reaching import numbers_of
from alur.kernel.phones import is_whatsapp_target, whatsapp_link
from alur.web.shell.requests import MemberRequest


def whatsapp_of(phone: str) -> str:
    """The address that opens WhatsApp with a number; empty for one that has none."""
    return whatsapp_link(phone) if phone and is_whatsapp_target(phone) else ""


def with_numbers(request: MemberRequest, lines: Sequence[Item]) -> list[Item]:
    numbers = numbers_of(request.workspace.id, [item.about for item in lines])
    return [numbers.onto(item) for item in lines]
