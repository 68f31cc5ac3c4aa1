"""Jinja2 for all screens: escaped, translated, with the few functions that templates need."""

from __future__ import annotations

import secrets
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.backends.utils import csrf_input
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from alur.kernel import names
from alur.kernel.money import signs_of


@lru_cache(maxsize=4096)
def _url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


@lru_cache(maxsize=256)
def _static(path: str) -> str:
    return static(path)


@lru_cache(maxsize=256)
def _has_url(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def one_token(request: Any) -> dict[str, Any]:
    """A page's token against forged requests, masked once: Django would do it again for each of twenty forms."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}


def _once() -> str:
    return secrets.token_urlsafe(12)


def environment(**options: Any) -> Environment:
    """Called by Django with its template options."""
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options["bytecode_cache"] = _compiled()
    env = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701  (Django turns autoescape on)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(url=_url, has_url=_has_url, static=_static, once=_once, icon=icon, avatar=avatar)
    env.globals["_"] = _translate
    env.globals["ngettext"] = _plural
    return env


class _Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled, for all processes and starts: to load one costs a twentieth of compiling it.

    Each is kept with the sum of its text, so that none is ever an old one. Where nothing can be written, each process
    compiles for itself.
    """

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled() -> _Compiled:
    folder = settings.DATA_DIR / "templates"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    return _Compiled(str(folder))


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> Markup:
    """A symbol of the sprite; `size` s or l. A function, for a macro costs four times as much and a board has 300."""
    kind = f" i--{size}" if size else ""
    return Markup('<svg class="i{}" aria-hidden="true"><use href="{}#i-{}"/></svg>').format(
        kind, _static("icons.svg"), name
    )


@lru_cache(maxsize=4096)
def avatar(name: str, size: str = "", is_organization: bool = False) -> Markup:
    """The initials of a name on its colour: round for people, square for organizations; `size` s or l."""
    kind = (" avatar--org" if is_organization else "") + (f" avatar--{size}" if size else "")
    return Markup('<span class="avatar{} hue-{}" title="{}" aria-hidden="true">{}</span>').format(
        kind, names.hue_of(name), name, names.initials(name)
    )


def _plural(one: str, many: str, num: int, /, **values: Any) -> Markup:
    """The sentence for so many, the number with the reader's thousands."""
    language = get_language() or "en"
    text = Markup(ngettext(one, many, num).replace("%(num)d", "%(num)s"))  # noqa: S704  (catalogues are our own)
    return text % {"num": f"{num:,}".replace(",", signs_of(language)[1]), **values}


def _translate(message: str, **values: Any) -> Markup:
    """The sentence in the reader's language, its values escaped and filled in."""
    text = _sentence(get_language() or "en", message)
    return text % values if "%" in text else text


@lru_cache(maxsize=8192)
def _sentence(language: str, message: str) -> Markup:
    return Markup(gettext(message))  # noqa: S704  (catalogues are our own)
