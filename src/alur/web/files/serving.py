"""The bytes of a file, to whoever sees the record it hangs on."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from alur.files.access import file_seen_by
from alur.files.queries.serving import etag_of, how_to_serve, open_content
from alur.web.shell.requests import MemberRequest, member_required


@require_safe
@member_required
def content(request: MemberRequest, file_id: int) -> HttpResponseBase:
    file = file_seen_by(request.member, file_id)
    if file is None:
        raise Http404
    if request.headers.get("If-None-Match") == etag_of(file):
        return HttpResponse(status=304, headers={"ETag": etag_of(file)})
    stream = open_content(file)
    if stream is None:
        raise Http404
    return FileResponse(stream, **how_to_serve(file))
