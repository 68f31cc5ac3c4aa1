#!/usr/bin/env bash
# Everything that must hold, in the order of what fails quickest. Called by `make test` after `make install`.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
pg=/usr/lib/postgresql/15/bin

missing=""
command -v chromium >/dev/null || missing="chromium"
[ -x "$pg/initdb" ] || missing="$missing postgresql-15"
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "The browser and database tests need more: type  sudo apt install$(printf ' %s' $missing)  and run this again." >&2
    exit 1
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null >/dev/null
fi

tools/lint.sh

echo "== migrations are complete"
PYTHONPATH=src ALUR_DATA_DIR=$(mktemp -d) DJANGO_SETTINGS_MODULE=alur.project.settings $bin/python -m django makemigrations --check --dry-run

data=$(mktemp -d)
cluster=$(mktemp -d)
as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop() { as "$pg/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$cluster" "$data"; }
trap stop EXIT
export ALUR_DATA_DIR="$data"

echo "== tests on SQLite"
$bin/pytest -n 2 -m "not browser"
echo "== tests in a browser"
$bin/pytest -m browser
echo "== tests on PostgreSQL, every workspace table hash-partitioned"
[ "$(id -u)" != 0 ] || chown postgres "$cluster"
port=$($bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as "$pg/initdb" -D "$cluster/data" -A trust -U postgres -E UTF8 --no-sync >/dev/null
as "$pg/pg_ctl" -w -D "$cluster/data" -l "$cluster/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -k $cluster -c fsync=off -c full_page_writes=off -c max_locks_per_transaction=512" start >/dev/null
ALUR_TEST_PARTITIONS=1 ALUR_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres" $bin/pytest -n 2 -m "not browser and not slow"
