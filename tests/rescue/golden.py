"""A thousand companies as a careless office would have typed them: 700 that exist, 300 of which stand there twice."""

from __future__ import annotations

import random
from dataclasses import dataclass

from alur.kernel.ids import new_ids
from alur.kernel.names import name_key
from alur.people.models import ContactPoint, Organization
from alur.people.operations.contacts import normalized
from alur.tenancy.inserting import insert_rows
from tests.world import NOW

_WORDS = (
    "Maju Jaya Raya Sumber Rejeki Makmur Abadi Sentosa Cahaya Surya Mitra Karya Mandiri Bersama Tirta Lembah Manis "
    "Kopi Roti Sedap Wangi Melati Puri Kencana Mulia Sejahtera Bahari Nusantara Indah Permai Gemilang Harapan Berkah "
    "Utama Prima Sakti Agung Dewata Kusuma Anugerah Pelita Bintang Rajawali Garuda Merpati Angkasa Samudra Tunas "
    "Harum Citra Pesona Lestari Buana Persada Pratama Perkasa Subur Tani Niaga Dagang"
)
WORDS = _WORDS.split()
FORMS = ("PT {}", "CV {}", "UD {}", "Toko {}", "PT. {}, Tbk", "{}", "{}")
CITIES = ("32.73", "35.78", "31.74", "34.04", "51.71", "33.74", "73.71")
OLD = (("c", "tj"), ("j", "dj"), ("u", "oe"), ("y", "j"))


@dataclass(frozen=True, slots=True)
class Golden:
    """The pairs that were planted, the older one first."""

    planted: frozenset[tuple[int, int]]


def plant(workspace_id: int, *, seed: int = 7) -> Golden:
    chance = random.Random(seed)
    ids = new_ids(1_000)
    names, rows, points, planted = set[frozenset[str]](), [], [], set()
    kept: list[tuple[int, list[str], str, str, str]] = []
    while len(kept) < 700:
        words = chance.sample(WORDS, chance.choice((2, 2, 3, 3, 4)))
        if frozenset(words) in names:
            continue
        names.add(frozenset(words))
        row_id = ids[len(kept)]
        form = chance.choice(FORMS)
        city = chance.choice(CITIES) if chance.random() < 0.6 else ""
        phone = f"08{chance.randint(11, 19)}{chance.randint(10_000_000, 99_999_999)}" if chance.random() < 0.6 else ""
        kept.append((row_id, words, form, city, phone))
        rows.append(_row(workspace_id, row_id, form.format(" ".join(words)), city))
        points += _phone(workspace_id, row_id, phone)
    for row_id, (older, words, form, city, phone) in zip(ids[700:], chance.sample(kept, 300), strict=True):
        planted.add((older, row_id))
        name, has_phone = _careless(words, form, bool(phone), chance)
        rows.append(_row(workspace_id, row_id, name, city if chance.random() < 0.7 else ""))
        points += _phone(workspace_id, row_id, _otherwise(phone, chance) if phone and has_phone else "")
    insert_rows(rows)
    insert_rows(points)
    return Golden(frozenset(planted))


def _careless(words: list[str], form: str, has_phone: bool, chance: random.Random) -> tuple[str, bool]:
    """The name once more, in another way; and whether its telephone was typed too."""
    words, way = list(words), chance.choice(("typo", "typo", "order", "form", "spelling", "phone"))
    if way == "typo":
        place = max(range(len(words)), key=lambda one: len(words[one]))
        words[place] = _slip(words[place], chance)
    elif way == "order":
        words = words[1:] + words[:1]
    elif way == "spelling":
        old, new = chance.choice(OLD)
        words = [word.lower().replace(old, new).title() for word in words]
    elif way == "phone" and has_phone:
        return " ".join(words[:2]), True  # the short name, the same number
    return chance.choice([one for one in FORMS if one != form]).format(" ".join(words)), chance.random() < 0.4


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randint(1, len(word) - 2)
    if chance.random() < 0.3:
        return word[:place] + word[place + 1 :]
    if chance.random() < 0.5:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + chance.choice("aeiounrs") + word[place:]


def _otherwise(phone: str, chance: random.Random) -> str:
    return chance.choice((phone, f"+62 {phone[1:]}", f"62{phone[1:]}", f"{phone[:4]}-{phone[4:8]}-{phone[8:]}"))


def _row(workspace_id: int, row_id: int, name: str, city: str) -> Organization:
    return Organization(
        workspace_id=workspace_id, id=row_id, name=name, name_key=name_key(name), region_code=city,
        province_code=city[:2], created_at=NOW, updated_at=NOW,
    )  # fmt: skip


def _phone(workspace_id: int, row_id: int, typed: str) -> list[ContactPoint]:
    if not typed:
        return []
    value = normalized("phone", typed)
    return [ContactPoint(workspace_id=workspace_id, organization_id=row_id, kind="phone", value=value, typed=typed)]
