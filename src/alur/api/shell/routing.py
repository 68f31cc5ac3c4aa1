"""How a resource names its routes: what they take, what they answer, and what they may refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from ninja import Router
from ninja.operation import Operation

from alur.api.shell.entering import READING

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Promise:
    """What the document says of a route beside its shapes.

    `has_etag`: the answer carries an ETag; `can_match`: If-Match is heeded; `missing`: 404 is possible;
    `is_download`: the answer is bytes.
    """

    has_etag: bool = False
    can_match: bool = False
    missing: bool = False
    conflict: Any = None
    is_download: bool = False


class Resource:
    """The routes of one resource. A view's name is its operation id."""

    def __init__(self, tag: str) -> None:
        self.router = Router(tags=[tag])

    def get(self, path: str, gives: Any, *, etag: bool = False, missing: bool = False) -> Callable[[View], View]:
        """`missing`: a parameter may name a record that is not there."""
        return self._route("GET", path, gives, 200, Promise(has_etag=etag, missing=missing or "{" in path))

    def download(self, path: str) -> Callable[[View], View]:
        """Bytes of whatever type: the document says so, and the view answers them itself."""
        return self._route("GET", path, None, 200, Promise(has_etag=True, missing=True, is_download=True))

    def post(
        self, path: str, gives: Any, *, status: int = 201, conflict: Any = None, etag: bool = False
    ) -> Callable[[View], View]:
        return self._route("POST", path, gives, status, Promise(etag, "{" in path, True, conflict))

    def patch(self, path: str, gives: Any, *, conflict: Any = None) -> Callable[[View], View]:
        return self._route("PATCH", path, gives, 200, Promise(True, True, True, conflict))

    def put(self, path: str, gives: Any, *, conflict: Any = None) -> Callable[[View], View]:
        return self._route("PUT", path, gives, 200, Promise(True, True, True, conflict))

    def delete(self, path: str, gives: Any = None, *, etag: bool = False) -> Callable[[View], View]:
        return self._route("DELETE", path, gives, 200 if gives else 204, Promise(etag, True, True))

    def _route(self, method: str, path: str, gives: Any, status: int, promise: Promise) -> Callable[[View], View]:
        def register(view: View) -> View:
            self.router.api_operation(
                [method],
                path,
                response={status: gives},
                operation_id=view.__name__,
                openapi_extra={"x-promise": promise},
            )(view)
            return view

        return register


def query_names(operation: Operation) -> frozenset[str]:
    """The query parameters that an operation knows."""
    return frozenset(
        name
        for model in operation.models
        if getattr(model, "__ninja_param_source__", "") == "query"
        for name in getattr(model, "__ninja_flatten_map__", ())
    )


def writes(method: str) -> bool:
    return method not in READING
