"""What the page of a company shows of what was found out about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from alur.catalogue.models import ProductFamily
from alur.people.models import Organization
from alur.research.queries import research_on
from alur.web.shell.requests import MemberRequest

MONEY, UNITS = "money", "units"


def known_of(request: MemberRequest, company: Organization) -> dict[str, Any]:
    """What `people/research.html` shows; a refused form is named by `research_form`, with what was typed in it."""
    families = ProductFamily.objects.filter(workspace_id=request.workspace.id, deleted_at__isnull=True)
    return {
        "research": research_on(request.workspace.id, company.id),
        "families": [(str(row_id), name) for row_id, name in families.order_by("position").values_list("id", "name")],
        "measures": [
            (
                MONEY,
                _("%(currency)s a year")
                % {"currency": "Rp" if request.workspace.currency == "IDR" else request.workspace.currency},
            ),
            (UNITS, _("units a year")),
        ],
        "research_form": "",
        "research_typed": {},
        "is_link": is_link,
    }


def is_link(source: str) -> bool:
    return source.startswith(("https://", "http://")) and " " not in source
