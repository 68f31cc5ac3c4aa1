from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def first_report(request: MemberRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("report_funnel"))
