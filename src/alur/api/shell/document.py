"""The OpenAPI 3.1 document: ninja's, with every refusal, header and media type that the shell adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from ninja import NinjaAPI
from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from alur.api.shell.answering import IdOut, UnmetOut
from alur.api.shell.problems import PROBLEM_TYPE, TITLES
from alur.api.shell.reading import FieldError
from alur.api.shell.routing import Promise, writes

REFERENCE = "#/components/schemas/{model}"


class Problem(TypedDict):
    """RFC 9457."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: list[FieldError]


class GateProblem(Problem, total=False):
    """A required criterion is unmet, and nothing has changed; or the state of things stands in the way."""

    unmet: list[UnmetOut]


class MergedProblem(Problem):
    """It went into another record of its kind; undoing that merge brings it back."""

    merged_into: IdOut


MERGED = ("{deal_id}", "{organization_id}", "{person_id}")
SHAPES: dict[int, tuple[type[Any], ...]] = {409: (Problem, GateProblem), 410: (MergedProblem,)}
"""Refusals that say more than others, the shape that routes promise last."""
COUNT = {"type": "string", "pattern": "^[0-9]+$"}
RATE = {
    "RateLimit-Limit": {"schema": COUNT, "description": "Requests a minute."},
    "RateLimit-Remaining": {"schema": COUNT, "description": "Requests left in this minute."},
    "RateLimit-Reset": {"schema": COUNT, "description": "Seconds until the next minute begins."},
}
RETRY = {"Retry-After": {"schema": COUNT, "description": "Seconds to wait."}}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Changed by people's edits only."}}
OPERATION = {
    "Alur-Operation": {"schema": COUNT, "description": "What to undo; absent where nothing changed."},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that the change was made from; 412 where the record has changed since.",
}
IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "The same key and body again gets the same answer, and writes nothing.",
}


def document(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    """The whole document, for an API mounted at `prefix`."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=prefix))
    schemas = made["components"]["schemas"]
    for shape in (Problem, GateProblem, MergedProblem):
        schema = TypeAdapter(shape).json_schema(ref_template=REFERENCE)
        schemas.update(schema.pop("$defs", {}))
        schemas[shape.__name__] = schema
    made["components"]["headers"] = {**RATE, **ETAG, **OPERATION, **RETRY}
    made["components"]["parameters"] = {one["name"]: one for one in (IF_MATCH, IDEMPOTENCY)}
    made["components"]["responses"] = {
        _name(status, shape): _refusal(status, shape) for status in TITLES for shape in SHAPES.get(status, (Problem,))
    }
    for path, methods in made["paths"].items():
        for method, details in list(methods.items()):
            methods[method] = _completed(path, method.upper(), dict(details))
    return made


def _completed(path: str, method: str, details: dict[str, Any]) -> dict[str, Any]:
    promise: Promise = details.pop("x-promise", Promise())
    headers = [*RATE, *(ETAG if promise.has_etag else ()), *(OPERATION if writes(method) else ())]
    for answer in details["responses"].values():
        answer["headers"] = _references("headers", headers)
        if promise.is_download:
            answer["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    for status in _refusals(path, method, promise, bool(details.get("requestBody"))):
        shape = SHAPES.get(status, (Problem,))[-1]
        details["responses"][status] = {"$ref": f"#/components/responses/{_name(status, shape)}"}
    parameters = details["parameters"] = [_never_null(one) for one in details.get("parameters", ())]
    if promise.can_match:
        parameters.append({"$ref": "#/components/parameters/If-Match"})
    if method == "POST":
        parameters.append({"$ref": "#/components/parameters/Idempotency-Key"})
    return details


def _never_null(parameter: dict[str, Any]) -> dict[str, Any]:
    """What stands in an address is there or not: it is never null."""
    schema = dict(parameter["schema"])
    kept = [one for one in schema.pop("anyOf", ()) if one.get("type") != "null"]
    for one in kept:
        schema |= one
    if schema.get("default", "") in ("", None):
        schema.pop("default", None)
    schema.pop("title", None)
    return {**parameter, "schema": schema}


def _refusals(path: str, method: str, promise: Promise, has_body: bool) -> Iterator[int]:
    yield from (401, 403, 422, 429)
    if has_body:
        yield from (400, 413)
    if promise.missing or has_body:
        yield 404
    if writes(method):
        yield 409
    if any(name in path for name in MERGED):
        yield 410
    if promise.can_match:
        yield 412


def _refusal(status: int, shape: type[Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TITLES[status],
        "content": {PROBLEM_TYPE: {"schema": {"$ref": REFERENCE.format(model=shape.__name__)}}},
    }
    if status == 429:
        answer["headers"] = _references("headers", [*RATE, *RETRY])
    return answer


def _name(status: int, shape: type[Any]) -> str:
    return f"{shape.__name__}{status}"


def _references(kind: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}
