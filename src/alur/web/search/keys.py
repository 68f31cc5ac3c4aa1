"""The page behind `?`: every key, from the same list as the commands."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from alur.web.shell.answers import page
from alur.web.shell.commands import COMMANDS, GROUPS, KEYS
from alur.web.shell.registry import is_there
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def keys(request: MemberRequest) -> HttpResponse:
    """Those of this member; what a page does not have does nothing there."""
    rows = [(key.group, tuple(key.keys.split(" ")), gettext(key.title)) for key in KEYS]
    rows += [
        (one.group, tuple(one.keys.upper().split()), gettext(one.title))
        for one in COMMANDS
        if one.keys and one.who(request.member) and (not one.href or is_there(one.href))
    ]
    order = list(GROUPS)
    rows.sort(key=lambda row: order.index(row[0]))
    groups = [
        (gettext(GROUPS[group]), [(keys, title) for _, keys, title in found])
        for group, found in groupby(rows, key=lambda row: row[0])
    ]
    return page(request, "search/keys.html", {"groups": groups})
