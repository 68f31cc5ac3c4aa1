"""The OpenAPI 3.1 document: ninja's, with every refusal, header and media type that the shell adds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from ninja import NinjaAPI
from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

from alur.api.shell.answering import UnmetOut
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


COUNT = {"type": "string", "pattern": "^[0-9]+$"}
RATE = {
    "RateLimit-Limit": {"schema": COUNT, "description": "Requests a minute."},
    "RateLimit-Remaining": {"schema": COUNT, "description": "Requests left in this minute."},
    "RateLimit-Reset": {"schema": COUNT, "description": "Seconds until the next minute begins."},
}
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
    for shape in (Problem, GateProblem):
        schema = TypeAdapter(shape).json_schema(ref_template=REFERENCE)
        schemas.update(schema.pop("$defs", {}))
        schemas[shape.__name__] = schema
    made["components"]["headers"] = {}
    for path, methods in made["paths"].items():
        for method, details in list(methods.items()):
            methods[method] = _completed(path, method.upper(), dict(details))
    return made


def _completed(path: str, method: str, details: dict[str, Any]) -> dict[str, Any]:
    promise: Promise = details.pop("x-promise", Promise())
    headers: dict[str, Any] = {**RATE}
    if promise.has_etag:
        headers |= ETAG
    if writes(method):
        headers |= OPERATION
    for answer in details["responses"].values():
        answer["headers"] = headers
    for status in _refusals(method, promise, bool(details.get("requestBody"))):
        details["responses"][status] = _refusal(status, "GateProblem" if status == 409 else "Problem")
    parameters = details.setdefault("parameters", [])
    if promise.can_match:
        parameters.append(IF_MATCH)
    if method == "POST":
        parameters.append(IDEMPOTENCY)
    return details


def _refusals(method: str, promise: Promise, has_body: bool) -> Iterator[int]:
    yield from (401, 403, 422, 429)
    if has_body:
        yield from (400, 413)
    if promise.missing or has_body:
        yield 404
    if writes(method):
        yield 409
    if promise.can_match:
        yield 412


def _refusal(status: int, shape: str) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": TITLES[status],
        "content": {PROBLEM_TYPE: {"schema": {"$ref": REFERENCE.format(model=shape)}}},
    }
    if status == 429:
        answer["headers"] = {**RATE, "Retry-After": {"schema": COUNT, "description": "Seconds to wait."}}
    return answer
