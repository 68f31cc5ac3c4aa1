"""`/api/v1/`: the resources, the document that describes them, and a problem for everything else."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import PathView
from ninja.parser import Parser

from alur import __version__
from alur.api import (
    activities,
    deal_parts,
    deal_standing,
    deals,
    duplicates,
    events,
    files,
    forgotten,
    funnel,
    imports,
    leaves,
    me,
    members,
    objections,
    operations,
    orders,
    organizations,
    persons,
    pipeline_designs,
    pipelines,
    price_lists,
    product_families,
    products,
    qualification,
    quote_measures,
    quotes,
    reports,
    research,
    rolling,
    sales_activity,
    search,
    stages,
    temperature,
    weights,
)
from alur.api.shell.document import document
from alur.api.shell.door import door, not_for_this, unknown
from alur.api.shell.entering import Bearer
from alur.api.shell.problems import problem_of

PREFIX = "/api/v1/"
RESOURCES = (
    me,
    pipelines,
    pipeline_designs,
    stages,
    deals,
    deal_standing,
    deal_parts,
    qualification,
    objections,
    temperature,
    weights,
    organizations,
    research,
    persons,
    products,
    product_families,
    price_lists,
    quotes,
    quote_measures,
    orders,
    activities,
    files,
    forgotten,
    rolling,
    duplicates,
    members,
    leaves,
    events,
    operations,
    imports,
    reports,
    funnel,
    sales_activity,
    search,
)


class StrictParser(Parser):
    """JSON as the standard has it: no NaN, no Infinity."""

    def parse_body(self, request: Any) -> Any:
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _api() -> NinjaAPI:
    api = NinjaAPI(
        title="Alur", version=__version__, auth=Bearer(), parser=StrictParser(), openapi_url=None, docs_url=None
    )
    handler: Any = problem_of
    for kind in (Exception, HttpError, ValidationError, Http404):
        api.add_exception_handler(kind, handler)
    for resource in RESOURCES:
        api.add_router("", resource.routes.router)
    return api


api = _api()


def views() -> dict[str, PathView]:
    """Every path of the API, without the prefix, with its view; two files may serve methods of one path."""
    found: dict[str, PathView] = {}
    for bound in api._get_bound_routers():
        for route, view in bound.path_operations.items():
            found.setdefault(route, PathView()).operations.extend(view.operations)
    return found


@cache
def _document() -> str:
    return json.dumps(document(api, PREFIX), ensure_ascii=False)


@csrf_exempt
def openapi(request: Any) -> HttpResponse:
    """The document needs no token: it says nothing of anyone's data."""
    if request.method not in ("GET", "HEAD"):
        return not_for_this(request, "GET, HEAD")
    return HttpResponse(_document(), content_type="application/json")


urlpatterns = [
    path("v1/openapi.json", openapi),
    *(path("v1" + route.replace("{", "<str:").replace("}", ">"), door(view)) for route, view in views().items()),
    re_path(r"", unknown),
]
