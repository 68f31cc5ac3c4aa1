"""The app's actions as commands: the palette, the keyboard and the page behind `?` are all made from one list."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from django.urls import Resolver404, resolve
from django.utils.translation import gettext, override
from rapidfuzz.distance import OSA

from alur.search.words import is_forgiving, words_of, words_typed
from alur.tenancy.models import Member

LANGUAGES = ("id", "en")
Who = Callable[[Member], bool]


def anyone(member: Member) -> bool:
    return True


def writer(member: Member) -> bool:
    return member.can_change


def leader(member: Member) -> bool:
    return member.leads


def owner(member: Member) -> bool:
    return member.is_owner


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done. `title` is a marked sentence; `words` are others by which one looks for it.

    `href` may hold `{id}`, of the record at hand, of the kind that `about` names. `way`: `go` to a page, open a
    `dialog`, `send` a form with `fields`, or `press` what carries `press`, else this key, on the page (a key without an
    address). `keys` is one letter, or two pressed one after the other (`g p`).
    """

    name: str
    title: str
    icon: str
    group: str
    href: str = ""
    way: str = "go"
    keys: str = ""
    words: str = ""
    about: str = ""
    who: Who = anyone
    fields: tuple[tuple[str, str], ...] = ()
    press: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A command as one member is offered it in one language, with its address filled in."""

    name: str
    title: str
    icon: str
    group: str
    href: str
    way: str
    keys: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    object: str = ""
    press: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is no command of its own: what it does depends on where one stands."""

    keys: str
    title: str
    group: str


def offered(
    commands: Sequence[Command], member: Member, *, about: str = "", record_id: int | None = None
) -> list[Command]:
    """The commands that this member has here: those of the record at hand first, none that leads nowhere yet."""
    here = [one for one in commands if one.about and one.about == about and record_id is not None]
    always = [one for one in commands if not one.about]
    return [one for one in (*here, *always) if one.who(member) and (not one.href or is_there(one.href))]


def offer(command: Command, *, record_id: int | None = None) -> Offer:
    return Offer(
        command.name,
        gettext(command.title),
        command.icon,
        command.group,
        command.href.format(id=record_id or 0),
        command.way,
        tuple(command.keys.upper().split()),
        command.fields,
        press=command.press or command.keys.lower(),
    )


def matches(commands: Sequence[Command], text: str) -> list[Command]:
    """Commands whose words, in either language, the typed ones begin or nearly are; the best first."""
    typed = words_typed(text)
    ranked = [(_score(typed, one), place, one) for place, one in enumerate(commands)]
    return [one for score, _, one in sorted(ranked, key=lambda each: (-each[0], each[1])) if score > 0]


def begun_by(commands: Sequence[Command], text: str) -> list[Command]:
    """Of these, whose title begins with the very words typed, in either language; whose title they are stand first."""
    typed = words_typed(text)
    begun = [one for one in commands if typed and any(words[: len(typed)] == typed for words in _titles(one.title))]
    return sorted(begun, key=lambda one: typed not in _titles(one.title))


def _score(typed: Sequence[str], command: Command) -> int:
    """2 for each word of the title it begins, 1 for each other word it begins or nearly is; 0 when one fits nowhere."""
    titles, others = _words(command.title, command.words)
    total = 0
    for word in typed:
        if any(one.startswith(word) for one in titles):
            total += 2
        elif any(one.startswith(word) for one in others) or any(_is_near(word, one) for one in titles):
            total += 1
        else:
            return 0
    return total


def _is_near(typed: str, word: str) -> bool:
    return is_forgiving(typed) and OSA.distance(typed, word[: len(typed) + 1], score_cutoff=1) <= 1


@lru_cache(maxsize=512)
def _words(title: str, words: str) -> tuple[list[str], list[str]]:
    return [word for one in _titles(title) for word in one], words_of([words])


@lru_cache(maxsize=512)
def _titles(title: str) -> list[list[str]]:
    """The words of a title, language by language."""
    titles = []
    for language in LANGUAGES:
        with override(language):
            titles.append(words_of([gettext(title)]))
    return titles


@cache
def is_there(href: str) -> bool:
    """Does this address lead somewhere? A place that a later version brings is not offered before."""
    try:
        resolve(href.partition("?")[0].partition("#")[0].format(id=1))
    except Resolver404:
        return False
    return True


def keys_as_json(commands: Sequence[Command], member: Member) -> str:
    """What the browser needs to follow keys: `{keys: [address, way]}` for commands that need no record."""
    return _keys_as_json(tuple(one for one in offered(commands, member) if one.keys and one.href))


@lru_cache(maxsize=32)
def _keys_as_json(commands: tuple[Command, ...]) -> str:
    return json.dumps({one.keys: [one.href, one.way] for one in commands}, separators=(",", ":"))
