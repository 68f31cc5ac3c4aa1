"""The filter builder as a part of a list, or as a page of its own for those without script."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alur.fields.filtering.reading import write_filter
from alur.fields.filtering.tree import OR
from alur.kernel.refusal import Refusal
from alur.reporting.listing.asking import asked_for
from alur.reporting.listing.totals import list_totals
from alur.web.lists.asking import ListAsked, kind_or_404, list_asked, usual_asked
from alur.web.lists.builder import Builder, Rule
from alur.web.shell.answers import done, page
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def filter_of(request: MemberRequest, kind: str) -> HttpResponse:
    """The rules as they are asked or typed; `do` adds one, drops one, or applies them all."""
    asked = _asked(request, kind)
    builder = Builder(kind, asked.asked.view, request.f)
    is_typed = "do" in request.GET
    rules = builder.typed_rules(request.GET) if is_typed else builder.rules_of(asked.asked.tree)
    if rules is None:
        return _shown(request, asked, builder, [], is_too_long=True)
    do = request.GET.get("do", "")
    if do == "apply":
        try:
            text = write_filter(builder.filter_of(rules))
        except Refusal as refusal:
            return _shown(request, asked, builder, rules, refusal=refusal)
        return done(request, asked.address(filter=text))
    changed = _changed(rules, do, builder) or [builder.new_rule()]
    return _shown(request, asked, builder, changed, here=_here(changed, do))


@require_safe
@member_required
def count_of(request: MemberRequest, kind: str) -> HttpResponse:
    """How many rows the rules that are being typed would find."""
    asked = _asked(request, kind).asked
    builder = Builder(kind, asked.view, request.f)
    try:
        text = write_filter(builder.filter_of(builder.typed_rules(request.GET)))
        wanted = asked_for(kind, request.member, now=request.now, filter=text, words=asked.words)
    except Refusal:
        return HttpResponse("")
    count = list_totals(request.member, wanted).count
    words = ngettext("%(num)s matches", "%(num)s match", count) % {"num": request.f.number(count)}
    return HttpResponse(words)


def _asked(request: MemberRequest, kind: str) -> ListAsked:
    """The list that the rules are for; its usual question where its view asks for a field that is gone: that is what is
    being mended here."""
    try:
        return list_asked(request, kind_or_404(kind))
    except Refusal:
        return usual_asked(request, kind)


def _changed(rules: list[Rule], do: str, builder: Builder) -> list[Rule]:
    if do in ("and", "or"):
        new = builder.new_rule()
        return [*rules, Rule(OR if do == "or" else new.joint, new.field, new.operator, is_typed=True)]
    dropped = do.removeprefix("drop.")
    return [rule for number, rule in enumerate(rules) if str(number) != dropped]


def _here(rules: list[Rule], do: str) -> int | None:
    """The rule that one goes on with: the one just added, or what stands where one was taken out."""
    if do in ("and", "or"):
        return len(rules) - 1
    dropped = do.removeprefix("drop.")
    return min(int(dropped), len(rules) - 1) if dropped != do and dropped.isdecimal() else None


def _shown(
    request: MemberRequest,
    asked: ListAsked,
    builder: Builder,
    rules: list[Rule],
    *,
    refusal: Refusal | None = None,
    is_too_long: bool = False,
    here: int | None = None,
) -> HttpResponse:
    context = {
        "asked": asked,
        "kind": asked.kind,
        "builder": builder,
        "rules": builder.shown(rules, refusal),
        "is_too_long": is_too_long,
        "here": here,
    }
    template = "lists/builder.html" if request.htmx else "lists/filter.html"
    return page(request, template, context, status=422 if refusal else 200)
