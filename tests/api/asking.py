"""A member at the API, with a token of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from alur.tenancy.models import Member
from tests.world import token_of

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Multipart:
    """A form with a file, written out."""

    content: bytes


def multipart(form: dict[str, str], name: str, content: bytes) -> Multipart:
    return Multipart(encode_multipart(BOUNDARY, {**form, "file": SimpleUploadedFile(name, content)}))


class Caller:
    """Sends JSON with a token. Answers are Django's; `.json()` reads them."""

    def __init__(self, token: str) -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(PREFIX + path, query, headers=self.headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """`If_Match="..."` becomes the header If-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = MULTIPART_CONTENT if isinstance(body, Multipart) else "application/json"
        text = body.content if isinstance(body, Multipart) else b"" if body is None else body
        if not isinstance(text, bytes):
            text = json.dumps(text).encode()
        return self.client.generic(method, PREFIX + path, text, content_type=kind, headers={**self.headers, **named})

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PUT", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, None, **headers)


def caller(member: Member, scopes: str = "read,write") -> Caller:
    return Caller(token_of(member, scopes))
