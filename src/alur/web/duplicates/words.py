"""Why two records are likely the same, and what there is to choose, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alur.campaigns.models import Campaign, Source
from alur.catalogue.models import PriceList
from alur.fields.models import FieldDefinition, FieldType
from alur.people.models import Organization
from alur.rescue.matching.choices import Choice
from alur.rescue.matching.scoring import SURE
from alur.rescue.queries.duplicates import PairRow
from alur.tenancy.models import Member
from alur.web.shell.requests import MemberRequest

MICRO = 1_000_000
NAMED: dict[str, Any] = {"source": Source, "campaign": Campaign, "price_list": PriceList}


def kind_names() -> dict[str, str]:
    return {"organization": _("Customers"), "person": _("People"), "deal": _("Deals")}


def reason_names() -> dict[str, str]:
    """What a reason of matching/scoring.py is called."""
    return {
        "name_same": _("same name"),
        "name_order": _("same words, another order"),
        "name_typo": _("name with a slip of the pen"),
        "name_part": _("name with a word more"),
        "name_initial": _("shortened name"),
        "phone": _("same telephone"),
        "mail": _("same e-mail"),
        "domain": _("same domain"),
        "city": _("same town"),
        "street": _("same street"),
        "place": _("within 50 metres"),
        "company": _("same company"),
        "form": _("another legal form"),
        "phone_differs": _("another telephone"),
        "city_differs": _("another town"),
        "source": _("two entries of one source"),
        "same_company": _("same customer"),
        "same_person": _("same person"),
        "title_same": _("same title"),
        "title_alike": _("title alike"),
        "products": _("same product"),
        "products_differ": _("other products"),
        "value": _("much the same value"),
        "value_differs": _("another value"),
        "made": _("made around the same time"),
        "made_apart": _("made long apart"),
        "close": _("expected around the same time"),
        "pipeline": _("another pipeline"),
        "won": _("one is won already"),
        "ended": _("one has ended already"),
    }


def verdict(row: PairRow) -> str:
    if row.kind == "deal":
        return _("Very likely the same deal") if row.score >= SURE else _("Perhaps the same deal")
    if row.kind == "person":
        return _("Very likely the same person") if row.score >= SURE else _("Perhaps the same person")
    return _("Very likely the same customer") if row.score >= SURE else _("Perhaps the same customer")


def moves(counts: dict[str, int]) -> list[str]:
    """`2 deals`, `6 activities`."""
    say = {
        "deals": lambda n: ngettext("%(num)d deal", "%(num)d deals", n),
        "activities": lambda n: ngettext("%(num)d activity", "%(num)d activities", n),
        "orders": lambda n: ngettext("%(num)d order", "%(num)d orders", n),
        "quotes": lambda n: ngettext("%(num)d quote", "%(num)d quotes", n),
        "people": lambda n: ngettext("%(num)d person", "%(num)d people", n),
        "contacts": lambda n: ngettext("%(num)d number or address", "%(num)d numbers and addresses", n),
        "files": lambda n: ngettext("%(num)d file", "%(num)d files", n),
        "parts": lambda n: ngettext("%(num)d branch", "%(num)d branches", n),
    }
    return [say[name](count) % {"num": count} for name, count in counts.items()]


def kept_names(kept: list[str]) -> list[str]:
    """What an undone merge left as it is, as an unmerging fact names it: tables and columns, or columns."""
    names = {
        "pipeline.Deal": _("deals"),
        "pipeline.LineItem": _("products"),
        "pipeline.Track": _("steps"),
        "orders.Quote": _("quotes"),
        "title": _("title"),
        "amount": _("value"),
        "expected_close_on": _("expected close"),
        "pipeline.DealPerson": _("people of deals"),
        "conversations.Activity": _("activities"),
        "orders.Order": _("orders"),
        "people.Person": _("people"),
        "people.ContactPoint": _("telephone and e-mail"),
        "people.OrganizationTag": _("tags"),
        "people.PersonRole": _("roles"),
        "name": _("name"),
        "owner_id": _("owner"),
        "note": _("note"),
        "website": _("website"),
        "street": _("address"),
    }
    found = [names.get(one, names.get(one.rpartition(".")[0], _("other data"))) for one in kept]
    return list(dict.fromkeys(found))


class Cells:
    """The values of a choice as one reads them; owners, companies and own fields are read once for a page."""

    def __init__(self, request: MemberRequest, choices: list[Choice]) -> None:
        self._f, workspace_id = request.f, request.workspace.id
        named = {name: {cell[0] for one in choices if one.name == name for cell in (one.ours, one.theirs)}
                 for name in ("owner", "parent", "company")}  # fmt: skip
        companies = named["parent"] | named["company"]
        self._members = dict(
            Member.objects.filter(workspace_id=workspace_id, id__in=named["owner"]).values_list("id", "name")
        )
        self._companies = dict(
            Organization.objects.filter(workspace_id=workspace_id, id__in=companies).values_list("id", "name")
        )
        of_deals = {name: {cell[0] for one in choices if one.name == name for cell in (one.ours, one.theirs)}
                 for name in NAMED}  # fmt: skip
        self._named = {
            name: dict(
                NAMED[name]._base_manager.filter(workspace_id=workspace_id, id__in=ids).values_list("id", column)
            )
            for name, ids in of_deals.items()
            if (column := f"name_{self._f.language[:2]}" if name == "source" else "name") and ids - {None}
        }
        own = [int(one.name[1:]) for one in choices if one.name[1:].isdecimal()]
        self._own = {one.key: one for one in FieldDefinition.objects.filter(workspace_id=workspace_id, id__in=own)}

    def title(self, name: str) -> str:
        if name in self._own:
            return self._own[name].name_id if self._f.language.startswith("id") else self._own[name].name_en
        return {
            "name": _("Name"),
            "industry": _("Industry"),
            "size": _("People"),
            "website": _("Website"),
            "address": _("Address"),
            "place": _("Coordinates"),
            "parent": _("Part of"),
            "owner": _("Owner"),
            "note": _("Note"),
            "external": _("Outside number"),
            "job_title": _("Job title"),
            "company": _("Company"),
            "title": _("Title"),
            "value": _("Value"),
            "lines": _("Products"),
            "close": _("Expected close"),
            "source": _("Source"),
            "campaign": _("Campaign"),
            "price_list": _("Price list"),
        }[name]

    def text(self, name: str, cells: tuple[Any, ...]) -> str:
        """Empty for nothing."""
        first = cells[0]
        if all(cell in (None, "") for cell in cells) or (name in ("value", "lines") and not first):
            return ""
        if name == "name":
            return str(first)
        if name == "owner":
            return str(self._members.get(first, ""))
        if name in ("parent", "company"):
            return str(self._companies.get(first, ""))
        if name in self._named:
            return str(self._named[name].get(first, ""))
        if name == "close":
            return self._f.day(first)
        if name == "value":
            return self._f.money(cells[3], cells[2])
        if name == "lines":
            count = ngettext("%(num)d product", "%(num)d products", first) % {"num": first}
            return f"{count}, {self._f.money(cells[1], cells[2])}" if first else ""
        if name == "place":
            return ", ".join(f"{cell / MICRO:.6f}" for cell in cells)
        if name == "address":
            street, _code, region, _province, postal = cells
            return ", ".join(part for part in (street, region, postal) if part)
        if name in self._own and self._own[name].type == FieldType.MONEY:
            return self._f.money(first)
        return " ".join(str(cell) for cell in cells if cell not in (None, ""))
