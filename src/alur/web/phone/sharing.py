"""What another app shares: text, a contact or a photo becomes a note, a new deal or a new person."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from alur.conversations.operations.planning import NewActivity, add
from alur.events.recording import operation
from alur.exchange.mapping import mapping_from
from alur.exchange.models import Duplicates
from alur.exchange.operations.drafting import draft_import
from alur.exchange.operations.importing import prepare_import
from alur.files.operations.keeping import add_files
from alur.kernel.refusal import N_, Refusal
from alur.kernel.vcards import ContactCard, read_vcards, write_vcard
from alur.search.queries.contents import DEAL, ORGANIZATION, PERSON
from alur.search.queries.finding import find
from alur.search.queries.seen import shown_lately
from alur.search.queries.showing import Found
from alur.web.deals.finding import deal_or_404, must_be_able_to_change, organization_or_404, person_or_404
from alur.web.search.places import page_of, record_at
from alur.web.shell.answers import done, page, refused
from alur.web.shell.requests import MemberRequest, member_required
from alur.web.shell.sending import once_only
from alur.web.shell.uploading import takes_files

NOTED = (DEAL, ORGANIZATION, PERSON)
LONGEST, TITLE = 8_000, 80
MOST_CONTACTS = 20
LARGEST_CARDS = 2_000_000
"""Bytes of a file of contacts: one carries its picture, which may come before the name."""


@csrf_exempt  # it writes nothing: what another app sends here is only shown, with what can be done with it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Any) -> HttpResponseBase:
    """`title`, `text`, `url` and `card` as shared; `q` looks for the record that a note is for.

    `files` says that the phone's worker holds photos or files. Without the worker only contacts are taken in here:
    what the page cannot send along with a choice is not kept, and it says so. Whoever has to sign in first finds
    again what was shared: it goes along in the address.
    """
    if request.method == "POST" and request.member is None:
        words = {name: request.POST.get(name, "")[:LONGEST] for name in ("title", "text", "url")}
        card = "".join(map(write_vcard, _contacts(request)[:MOST_CONTACTS])) if request.FILES else ""
        asked = {**words, "card": card, "lost": "1" if _are_lost(request) else ""}
        address = f"{request.path}?{urlencode({name: one for name, one in asked.items() if one})}"
        return HttpResponseRedirect("/sign-in/?" + urlencode({"next": address}))
    return _asked(request)


@member_required
def _asked(request: MemberRequest) -> HttpResponse:
    must_be_able_to_change(request)
    given = request.POST if request.method == "POST" else request.GET
    cards = _contacts(request)
    words = [] if cards else [given.get(name, "").strip() for name in ("title", "text", "url")]
    text = "\n".join(dict.fromkeys(filter(None, words)))[:LONGEST]
    context = _context(request, text, cards, given.get("q", "")[:100], {})
    return page(request, "phone/share.html", {**context, "is_lost": _are_lost(request)})


def _contacts(request: Any) -> list[ContactCard]:
    """Those of the files that were sent, else of the address, else of the text; one more than are shown tells of it."""
    given = request.POST if request.method == "POST" else request.GET
    sent = [one.read(LARGEST_CARDS).decode(errors="replace") for one in _sent(request) if _is_card(one)]
    texts = sent or given.getlist("card") or [given.get("text", "")]
    return list(islice(read_vcards("\n".join(texts).splitlines()), MOST_CONTACTS + 1))


def _sent(request: Any) -> list[Any]:
    return list(request.FILES.getlist("files"))


def _is_card(sent: Any) -> bool:
    return (sent.name or "").lower().endswith((".vcf", ".vcard")) or "vcard" in (sent.content_type or "")


def _are_lost(request: Any) -> bool:
    return "lost" in request.GET or not all(_is_card(one) for one in _sent(request))


@require_POST
@member_required
@takes_files
@once_only
def note(request: MemberRequest) -> HttpResponse:
    """Keep what was shared as a note about the record whose page `about` is; `keep=files` the files alone, on it."""
    must_be_able_to_change(request)
    text, about = request.POST.get("text", "").strip()[:LONGEST], request.POST.get("about", "")
    kind, record_id = record_at(about)
    try:
        if kind not in NOTED:
            raise Refusal(N_("Choose what the note is about."), field="about")
        staged = request.sent.taken()
        place, place_id = kind, record_id
        target = _about(request, kind, record_id)
        with operation(request.workspace.id, by=request.member, at=request.now) as act:
            if request.POST.get("keep") != "files" or not staged:
                new = NewActivity(kind="note", body=text or (staged[0].name if staged else ""), **target)
                place, place_id = "activity", add(request.workspace.id, new, by=request.member, at=request.now).id
            if staged:
                add_files(request.workspace.id, place, place_id, staged, by=request.member, at=request.now)
    except Refusal as refusal:
        return refused(request, refusal, "phone/share.html", _context(request, text, [], "", {}))
    message = _("The note is kept.") if place == "activity" else _("Kept among the files.")
    return done(request, about, message, operation_id=act.id)


@require_POST
@member_required
@once_only
def contacts(request: MemberRequest) -> HttpResponse:
    """Keep all the contacts of `card` as persons, by an import; who is likely there already is left out and listed."""
    must_be_able_to_change(request)
    text = request.POST.get("card", "")[:LARGEST_CARDS]
    name = _("shared contacts")
    by, at = request.member, request.now
    try:
        job = draft_import(
            request.workspace, name=f"{name}.vcf", content=[text.encode()], record="person", by=by, at=at
        )
        mapping, files = mapping_from(job.mapping), [(job.files[0][0], Path(job.files[0][1]))]
        prepare_import(request.workspace, files, mapping, duplicates=Duplicates.SKIP, by=by, at=at, draft=job)
    except Refusal as refusal:
        cards = list(islice(read_vcards(text.splitlines()), MOST_CONTACTS))
        return refused(request, refusal, "phone/share.html", _context(request, "", cards, "", {}))
    return HttpResponseRedirect(reverse("import", args=[job.id]))


def _about(request: MemberRequest, kind: str, record_id: int) -> dict[str, Any]:
    """The record, fetched through the member: 404 for one that is not there for them."""
    if kind == DEAL:
        return {"deal": deal_or_404(request, record_id)}
    if kind == ORGANIZATION:
        return {"organization": organization_or_404(request, record_id)}
    if kind == PERSON:
        return {"person": person_or_404(request, record_id)}
    raise Http404


def _context(
    request: MemberRequest, text: str, cards: list[ContactCard], typed: str, errors: dict[str, str]
) -> dict[str, Any]:
    shown = cards[:MOST_CONTACTS]
    has_files = bool(request.POST.get("files") or request.GET.get("files"))
    return {
        "text": text,
        "contacts": [(one, _person_address(one), _deal_address("", one, has_files=has_files)) for one in shown],
        "are_more": len(cards) > len(shown),
        "card": "".join(write_vcard(one, tells_note=True) for one in shown) if len(shown) > 1 else "",
        "typed": typed,
        "choices": _choices(request, typed),
        "page_of": page_of,
        "deal_address": _deal_address(text, None, has_files=has_files),
        "has_files": has_files,
        "is_lost": False,
        "errors": errors,
    }


def _choices(request: MemberRequest, typed: str) -> list[Found]:
    """What a note can be about: what is looked for, else what was seen lately."""
    if not typed.strip():
        return shown_lately(request.member, limit=6, kinds=NOTED)
    found = find(request.member, typed, kinds=NOTED, limit=4).found
    return [one for kind in NOTED for one in found.get(kind, [])]


def _person_address(card: ContactCard) -> str:
    fields = {
        "name": card.name, "company": card.organization, "job_title": card.job_title, "note": card.note,
        "phone": ", ".join(card.phones), "email": ", ".join(card.emails),
    }  # fmt: skip
    return reverse("person_new") + "?" + urlencode({name: value for name, value in fields.items() if value})


def _deal_address(text: str, card: ContactCard | None, *, has_files: bool) -> str:
    """Quick add; a contact's company is whom the deal is with, the first line of a text what it is about."""
    fields = {"company": card.organization or card.name} if card else {"title": text.partition("\n")[0][:TITLE]}
    fields["files"] = "1" if has_files else ""
    return reverse("deal_new") + "?" + urlencode({name: value for name, value in fields.items() if value})
