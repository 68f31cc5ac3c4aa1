"""Which records are likely the same: kept as pairs, soon after a change for what changed, at night for all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Q

from alur.kernel.ids import new_ids
from alur.kernel.likeness import company_words
from alur.people.models import Organization
from alur.rescue.matching.deals import ALIVE, RECENT
from alur.rescue.matching.features import DEAL, ORGANIZATION, Features
from alur.rescue.matching.kinds import MODELS
from alur.rescue.matching.reading import features_of
from alur.rescue.matching.scoring import LEAST, Likeness, likeness
from alur.rescue.models import LikelyPair, LikenessKey, LikenessPass
from alur.rescue.operations.keeping_keys import MOST_AT_ONCE, keep_keys
from alur.tenancy.inserting import insert_values

MOST_OF_A_KEY = 40
"""More than so many records with one key say nothing: it is a common name, or a switchboard's number."""
MANY_NAMES = 4
"""A word that so many names have is a word, not a slip."""
PIECE = 5_000
RULES = 2
"""Counted up where keys or points change: all pairs are sought anew then."""
A_PART = 6
"""Where more than a sixth has changed, all at once are quicker: 200,000 in 60 s, half of them one by one in 98."""
OVERLAP = timedelta(minutes=30)
"""What was written while the last pass began may have been read as it was before."""
_COLUMNS = ("workspace_id", "id", "kind", "one_id", "other_id", "score", "reasons", "told_apart_at", "told_apart_by_id")

Pair = tuple[int, int]


def pair_changed(
    workspace_id: int, kind: str, ids: Collection[int], *, at: datetime, common: Collection[str] = frozenset()
) -> Iterator[None]:
    """Keys and pairs of these records, a short transaction at a time."""
    wanted = sorted(ids)
    for first in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[first : first + MOST_AT_ONCE]
        ours = keep_keys(workspace_id, kind, some, at=at)
        near = _near(workspace_id, some)
        others = features_of(workspace_id, kind, {other for pair in near for other in pair} - ours.keys(), at=at)
        found = dict(_scored(kind, near, {**ours, **others}, common))
        mine = LikelyPair.objects.filter(
            Q(one_id__in=some) | Q(other_id__in=some), workspace_id=workspace_id, kind=kind
        )
        with transaction.atomic():
            _keep(workspace_id, kind, found, mine)
        yield


def pair_all(workspace_id: int, *, at: datetime) -> Iterator[None]:
    """Keys and pairs of all records; makes up for whatever was missed. After the first time, of those alone that have
    changed since the last."""
    for kind in MODELS:
        last = LikenessPass.objects.filter(workspace_id=workspace_id, kind=kind, rules=RULES).first()
        if last is None:
            yield from _pair_every(workspace_id, kind, at)
        else:
            yield from _pair_new(workspace_id, kind, last.ran_at - OVERLAP, at)
        LikenessPass.objects.update_or_create(
            workspace_id=workspace_id, kind=kind, defaults={"rules": RULES, "ran_at": at}
        )


def _pair_every(workspace_id: int, kind: str, at: datetime) -> Iterator[None]:
    rows = MODELS[kind].objects.filter(workspace_id=workspace_id)
    if kind == DEAL:
        rows = rows.filter(Q(status__in=ALIVE) | Q(created_at__gte=at - RECENT))
    ids = list(rows.order_by("id").values_list("id", flat=True))
    features: dict[int, Features] = {}
    for first in range(0, len(ids), MOST_AT_ONCE):
        features.update(keep_keys(workspace_id, kind, ids[first : first + MOST_AT_ONCE], at=at))
        yield
    common = common_words(one.words for one in features.values())
    found: dict[Pair, Likeness] = {}
    seen: set[Pair] = set()
    for piece in _groups(workspace_id):
        near = {
            pair
            for members in piece
            if members[0] in features
            for pair in combinations(sorted(one for one in members if one in features), 2)
        }
        near -= seen
        seen |= near
        found.update(_scored(kind, near, features, common))
        yield
    yield from _keep_all(workspace_id, kind, found)


def _pair_new(workspace_id: int, kind: str, since: datetime, at: datetime) -> Iterator[None]:
    model = MODELS[kind]
    changed = Q(updated_at__gte=since)
    if kind == DEAL:  # those that have grown too old to be anybody's double since
        changed |= Q(created_at__gte=since - RECENT, created_at__lt=at - RECENT)
    rows = model._base_manager.filter(workspace_id=workspace_id)
    ids = list(rows.filter(changed).values_list("id", flat=True))
    yield
    if len(ids) > MOST_AT_ONCE and len(ids) * A_PART > rows.count():
        yield from _pair_every(workspace_id, kind, at)
    elif ids:
        common: Collection[str] = frozenset()
        if kind == ORGANIZATION:
            counted: Counter[str] = Counter()
            for names in _names(workspace_id):
                for name in names:
                    counted.update(set(company_words(name)))
                yield
            common = _many(counted)
        yield from pair_changed(workspace_id, kind, ids, at=at, common=common)


def common_words(names: Iterable[Collection[str]]) -> frozenset[str]:
    """The words that many of these names have."""
    return _many(Counter(word for words in names for word in set(words)))


def _many(counted: Counter[str]) -> frozenset[str]:
    return frozenset(word for word, count in counted.items() if count >= MANY_NAMES)


def _names(workspace_id: int) -> Iterator[list[str]]:
    """The names of all companies, some thousand at a time."""
    last = 0
    while True:
        rows = Organization.objects.filter(workspace_id=workspace_id, id__gt=last).order_by("id")
        piece = list(rows.values_list("id", "name")[:PIECE])
        if not piece:
            return
        last = piece[-1][0]
        yield [name for _, name in piece]


def _near(workspace_id: int, ids: Sequence[int]) -> set[Pair]:
    """Pairs of one of these with another that has a key in common."""
    keys = LikenessKey.objects.filter(workspace_id=workspace_id, record_id__in=ids)
    wanted = list(set(keys.values_list("key", flat=True)))
    groups: dict[int, list[int]] = defaultdict(list)
    for first in range(0, len(wanted), MOST_AT_ONCE):
        rows = LikenessKey.objects.filter(workspace_id=workspace_id, key__in=wanted[first : first + MOST_AT_ONCE])
        for key, record_id in rows.values_list("key", "record_id"):
            groups[key].append(record_id)
    mine = set(ids)
    return {
        (min(one, other), max(one, other))
        for members in groups.values()
        if len(members) <= MOST_OF_A_KEY
        for one in mine.intersection(members)
        for other in members
        if other != one
    }


def _groups(workspace_id: int) -> Iterator[list[list[int]]]:
    """The records of each key that more than one has, some thousand keys at a time, through the index alone."""
    rows = LikenessKey.objects.filter(workspace_id=workspace_id).order_by("key", "record_id")
    after: int | None = None
    while True:
        page = rows if after is None else rows.filter(key__gt=after)
        piece = list(page.values_list("key", "record_id")[:PIECE])
        if not piece:
            return
        # The last key may go on behind the piece: all of it is read, then left.
        after = piece[-1][0]
        piece = [one for one in piece if one[0] != after]
        piece += [(after, one) for one in rows.filter(key=after).values_list("record_id", flat=True)]
        groups: dict[int, list[int]] = defaultdict(list)
        for key, record_id in piece:
            groups[key].append(record_id)
        yield [members for members in groups.values() if 1 < len(members) <= MOST_OF_A_KEY]


def _scored(
    kind: str, pairs: Iterable[Pair], features: dict[int, Features], common: Collection[str]
) -> Iterator[tuple[Pair, Likeness]]:
    for one, other in pairs:
        if one in features and other in features:
            found = likeness(kind, features[one], features[other], common)
            if found.score >= LEAST:
                yield (one, other), found


def _keep_all(workspace_id: int, kind: str, found: dict[Pair, Likeness]) -> Iterator[None]:
    kept = LikelyPair.objects.filter(workspace_id=workspace_id, kind=kind)
    gone = [
        row_id
        for row_id, one, other in kept.filter(told_apart_at__isnull=True).values_list("id", "one_id", "other_id")
        if (one, other) not in found
    ]
    for first in range(0, len(gone), MOST_AT_ONCE):
        kept.filter(id__in=gone[first : first + MOST_AT_ONCE]).delete()
        yield
    pairs = sorted(found)
    for first in range(0, len(pairs), MOST_AT_ONCE):
        some = pairs[first : first + MOST_AT_ONCE]
        with transaction.atomic():
            _keep(
                workspace_id, kind, {pair: found[pair] for pair in some}, kept.filter(one_id__in={a for a, _ in some}),
                deletes=False,
            )  # fmt: skip
        yield


def _keep(workspace_id: int, kind: str, found: dict[Pair, Likeness], rows: Any, *, deletes: bool = True) -> None:
    """Write the pairs as found among these rows. What was told apart stays so, and stays."""
    kept = {(one.one_id, one.other_id): one for one in rows}
    news = []
    for pair, like in found.items():
        reasons = [list(reason) for reason in like.reasons]
        row = kept.get(pair)
        if row is None:
            news.append((kind, *pair, like.score, reasons, None, None))
        elif (row.score, row.reasons) != (like.score, reasons):
            row.score, row.reasons = like.score, reasons
            row.save(update_fields=["score", "reasons"])
    insert_values(
        LikelyPair,
        _COLUMNS,
        ((workspace_id, row_id, *one) for row_id, one in zip(new_ids(len(news)), news, strict=True)),
        or_skip=True,
    )
    stale = [row.id for pair, row in kept.items() if pair not in found and row.told_apart_at is None]
    if deletes and stale:
        LikelyPair.objects.filter(workspace_id=workspace_id, id__in=stale).delete()
