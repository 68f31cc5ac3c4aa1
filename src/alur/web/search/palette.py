"""What the command palette lists: what was seen lately, records, and commands. One answer for each key pressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alur.kernel.money import parse_money
from alur.kernel.refusal import Refusal
from alur.search.queries.contents import ACTIVITY, DEAL, KINDS, ORGANIZATION, PERSON, PRODUCT
from alur.search.queries.finding import Findings, find
from alur.search.queries.seen import seen_lately, shown_lately
from alur.search.queries.showing import Found, FoundOrganization
from alur.search.queries.showing import shown as shown_records
from alur.search.queries.worth import deals_worth
from alur.web.lists.bulk_form import doings
from alur.web.search.named import named_pages
from alur.web.search.places import LISTS, is_view, record_at
from alur.web.search.searching import shown
from alur.web.shell.answers import page
from alur.web.shell.commands import COMMANDS
from alur.web.shell.commands_here import LIST
from alur.web.shell.commands_of_views import BULK, VIEW
from alur.web.shell.registry import Command, Offer, begun_by, matches, offer, offered, writer
from alur.web.shell.requests import MemberRequest, member_required

EACH, MANY = 4, 12
SHOWN = {ORGANIZATION: 3, PERSON: 2, PRODUCT: 2, ACTIVITY: 2}
COMMANDS_SHOWN = 5
MEANT_SHOWN = 2
FIRST = ("deal.new", "board", "home", "board.past", "theme.dark")
GROUPS = (
    (DEAL, (DEAL,)), ("people", (ORGANIZATION, PERSON)), (PRODUCT, (PRODUCT,)), (ACTIVITY, (ACTIVITY,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign in front narrows: `>` commands, `@` people, `#` deals, `$` deals worth about so much."""

    text: str
    kinds: tuple[str, ...] = KINDS
    only_commands: bool = False
    is_worth: bool = False


@never_cache
@require_safe
@member_required
def palette(request: MemberRequest) -> HttpResponse:
    """`q` is what is typed, `at` the path of the page beneath."""
    asked = _asked(request.GET.get("q", "")[:200].strip())
    at = request.GET.get("at", "")
    about, record_id = _place(at)
    commands = offered(COMMANDS, request.member, about=about, record_id=record_id if about else None)
    if about == LIST:
        many = {BULK + one.name for one in doings(LISTS[at])}
        commands = [one for one in commands if one.name in many or not one.name.startswith(BULK)]
    found: list[tuple[str, list[Found]]] = []
    findings = Findings()
    if asked.is_worth:
        found = _worth(request, asked.text)
    elif not asked.text and not asked.only_commands:
        kinds = asked.kinds if asked.kinds != KINDS else (DEAL, ORGANIZATION, PERSON, PRODUCT)
        found = [("seen", _seen(request, kinds, at=(about, record_id)))]
    elif not asked.only_commands:
        limit = EACH if len(asked.kinds) > 1 else MANY
        findings = find(request.member, asked.text, kinds=asked.kinds, limit=limit, seen=seen_lately(request.member))
        most = SHOWN if len(asked.kinds) > 1 else {}
        found = [
            (name, [one for kind in kinds for one in findings.found.get(kind, [])[: most.get(kind)]])
            for name, kinds in GROUPS
        ]
        if _names_a_company(asked.text, findings):
            found.sort(key=lambda group: group[0] != "people")
    groups = [(name, rows) for name, rows in found if rows]
    rows = {one.kind: [one] for _name, many in groups for one in many}
    fitting = matches(commands, asked.text) if asked.text and not asked.is_worth and asked.kinds == KINDS else []
    meant = _meant(fitting, asked, record_id) if groups else []
    offers = _offers(request, commands, fitting, asked, findings, record_id)
    context: dict[str, Any] = {
        **shown(request, rows, findings),
        "groups": groups,
        "meant": meant,
        "offers": [one for one in offers if one not in meant],
        "text": asked.text,
        "has_more": bool(asked.text) and not asked.only_commands and not asked.is_worth,
        "names": {
            "seen": _("Seen lately"), DEAL: _("Deal"), "people": _("Customers and people"), PRODUCT: _("Products"),
            ACTIVITY: _("Notes and activities"),
        },
    }  # fmt: skip
    return page(request, "search/options.html", context)


def _place(at: str) -> tuple[str, int]:
    if at in LISTS:
        return LIST, 0
    return (VIEW, 0) if is_view(at) else record_at(at)


def _names_a_company(text: str, findings: Findings) -> bool:
    """Is the company itself meant, and not one of its deals? Then it stands first, for Enter to open."""
    begins = text.casefold()
    companies, deals = findings.found.get(ORGANIZATION, []), findings.found.get(DEAL, [])
    return any(one.title.casefold().startswith(begins) for one in companies[:1]) and not any(
        one.title.casefold().startswith(begins) for one in deals
    )


def _asked(typed: str) -> Asked:
    sign, text = typed[:1], typed[1:].strip()
    if sign == ">":
        return Asked(text, only_commands=True)
    if sign == "@":
        return Asked(text, (PERSON,))
    if sign == "#":
        return Asked(text, (DEAL,))
    return Asked(text, is_worth=True) if sign == "$" else Asked(typed)


def _seen(request: MemberRequest, kinds: tuple[str, ...], *, at: tuple[str, int]) -> list[Found]:
    rows = shown_lately(request.member, limit=7, kinds=kinds)
    return [one for one in rows if (one.kind, one.id) != at][:6]


def _worth(request: MemberRequest, text: str) -> list[tuple[str, list[Found]]]:
    try:
        amount = parse_money(text, request.workspace.currency, request.f.language)
    except Refusal:
        return []
    ids = deals_worth(request.member, amount, MANY)
    rows = shown_records(request.member, DEAL, ids)
    return [(DEAL, [rows[one] for one in ids if one in rows])]


def _offers(
    request: MemberRequest,
    commands: list[Command],
    fitting: list[Command],
    asked: Asked,
    findings: Findings,
    record_id: int,
) -> list[Offer]:
    """Commands that fit what is typed, and those for the company that was found; without a word, those of the page."""
    if asked.is_worth or asked.kinds != KINDS:
        return []
    if not asked.text:
        here = [one for one in commands if one.about not in ("", LIST, VIEW)]
        chosen = commands if asked.only_commands else here or _usual(commands)
        return [offer(one, record_id=record_id) for one in chosen]
    made = [offer(one, record_id=record_id) for one in fitting]
    named = named_pages(request, asked.text)
    if asked.only_commands:
        return [*made, *named]
    return _first([*_for_company(request, findings), *named, *made])


def _meant(fitting: list[Command], asked: Asked, record_id: int) -> list[Offer]:
    """Commands called by the very word typed: they stand before the records that happen to have it in their names."""
    if asked.only_commands:
        return []
    return _first([offer(one, record_id=record_id) for one in begun_by(fitting, asked.text)], MEANT_SHOWN)


def _first(offers: list[Offer], most: int = COMMANDS_SHOWN) -> list[Offer]:
    """So many as are shown at once; the page itself takes out what has no button on it, so those do not count."""
    counted = [one for one in offers if one.way != "press"][:most]
    return [one for one in offers if one.way == "press" or one in counted]


def _usual(commands: list[Command]) -> list[Command]:
    order = {name: place for place, name in enumerate(FIRST)}
    return sorted((one for one in commands if one.name in order), key=lambda one: order[one.name])


def _for_company(request: MemberRequest, findings: Findings) -> list[Offer]:
    companies = findings.found.get(ORGANIZATION, [])
    if not companies or not writer(request.member):
        return []
    company = companies[0]
    assert isinstance(company, FoundOrganization)
    new = Command("organization.deal", "", "plus", "here", "/deals/new/?organization={id}", "dialog")
    return [replace(offer(new, record_id=company.id), title=_("New deal for"), object=company.title)]
