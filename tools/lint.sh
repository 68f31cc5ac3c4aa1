#!/usr/bin/env bash
# Format, lint, types, the import contract and translations: what can be said without running anything.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
echo "== format and lint"
$bin/ruff format --check src tests tools benchmarks drills
$bin/ruff check src tests tools benchmarks drills
$bin/djlint --quiet --lint src/alur/web
PATH="$PWD/.venv/bin:$PATH" node_modules/.bin/biome check
$bin/typos
echo "== types"
PYTHONPATH=src $bin/mypy src tests benchmarks drills
echo "== import contract"
PYTHONPATH=src $bin/lint-imports
echo "== translations"
$bin/python tools/messages.py check
