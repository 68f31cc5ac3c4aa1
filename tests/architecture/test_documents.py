"""What can be set, what is recorded and who may do what is written down."""

from __future__ import annotations

import re
from pathlib import Path

from alur.events.facts import all_facts

ROOT = Path(__file__).parents[2]


def words_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_event_is_in_the_documents() -> None:
    listed = set(re.findall(r"^\| `([a-z_.]+)` \|", words_of("events.md"), re.MULTILINE))
    real = {name for name, fact in all_facts().items() if fact.__module__.startswith("alur.")}
    assert real - listed == set(), "say in docs/events.md what these record"
    assert listed - real == set(), "docs/events.md names events that are none"


def test_every_setting_is_in_the_documents() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "alur").rglob("*.py"))
    used = set(re.findall(r'environ(?:\.get\(|\[)"(ALUR_[A-Z_]+)"', code))
    listed = set(re.findall(r"^\| `(ALUR_[A-Z_]+)` \|", words_of("settings.md"), re.MULTILINE))
    assert used == listed


def test_the_two_commands_of_the_readme_are_there_in_both_languages() -> None:
    for name in ("README.md", "README.id.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "make run" in text
        assert "make test" in text
        for picture in re.findall(r"\]\((docs/[^)]+\.png)\)", text):
            assert (ROOT / picture).exists()
