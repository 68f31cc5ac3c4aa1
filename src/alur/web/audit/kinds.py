"""What the trail can be narrowed to: kinds of acts, kinds of records, and the acts that are marked."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

Said = Callable[[], str]

GROUPS: dict[str, tuple[Said, tuple[str, ...]]] = {
    "deals": (lambda: _("Deals"), ("deal", "quote", "order", "objection", "objection_answer", "objection_heard")),
    "activities": (lambda: _("Activities"), ("activity", "file", "follow")),
    "customers": (
        lambda: _("Customers and people"),
        ("organization", "person", "research_note", "potential", "competitor", "duplicates"),
    ),
    "products": (lambda: _("Products"), ("product", "product_family", "price_list", "rate", "tax_rate")),
    "setup": (
        lambda: _("Pipelines and fields"),
        ("pipeline", "question", "close_reason", "field", "view", "dashboard", "weights", "rolling", "quote_rules"),
    ),
    "access": (
        lambda: _("Members and access"),
        ("member", "team", "invitation", "token", "workspace", "hand_over", "leave"),
    ),
    "data": (
        lambda: _("Imports and exports"),
        ("import", "list", "audit", "bulk_change", "workspace", "trash", "calendar_feed"),
    ),
}
"""What the kind filter offers: key to its title and the kinds in it."""

RECORDS: dict[str, Said] = {
    "deal": lambda: _("Deals"),
    "quote": lambda: _("Quotes"),
    "order": lambda: _("Orders"),
    "organization": lambda: _("Customers"),
    "person": lambda: _("People"),
    "activity": lambda: _("Activities"),
    "file": lambda: _("Files"),
    "product": lambda: _("Products"),
    "price_list": lambda: _("Price lists"),
    "pipeline": lambda: _("Pipelines"),
    "field": lambda: _("Own fields"),
    "view": lambda: _("Views"),
    "dashboard": lambda: _("Dashboards"),
    "member": lambda: _("Members"),
    "team": lambda: _("Teams"),
}
"""What the record filter offers: acts that were done to records of one kind."""

SENSITIVE = frozenset(
    {
        "audit.exported",
        "calendar_feed.opened",
        "deal.deleted",
        "deal.merged",
        "hand_over.begun",
        "hand_over.undone",
        "import.started",
        "import.undone",
        "invitation.sent",
        "list.exported",
        "member.edited",
        "member.joined",
        "member.password_changed",
        "member.recovery_code_used",
        "member.second_step_removed",
        "organization.deleted",
        "organization.merged",
        "person.deleted",
        "person.merged",
        "token.issued",
        "trash.purged",
        "workspace.edited",
        "workspace.exported",
        "workspace.restored",
    }
)
"""What takes data out, lets someone in, or takes something away."""

BY_CUSTOMERS = frozenset({"quote.opened", "quote.accepted", "quote.declined"})
"""What a customer does through a link, where no member is named as the actor."""

BY_OTHERS = BY_CUSTOMERS | {"member.joined", "invitation.accepted", "member.password_asked"}
"""What nobody who was signed in did, and Alur by itself neither."""
