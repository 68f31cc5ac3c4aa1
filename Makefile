.DEFAULT_GOAL := run
.PHONY: run install test lint format messages translations-check dist drill bench
STAMP := .venv/installed

run: install
	@.venv/bin/alur serve $(if $(PORT),--port $(PORT))

install: $(STAMP)

$(STAMP): requirements/dev.txt package-lock.json tools/install.sh tools/bundle_css.py $(shell find src/alur -name '*.po' -o -path '*static/css/*.css')
	@tools/install.sh

test: install
	@tools/test.sh

lint: install
	@tools/lint.sh

format: install
	@.venv/bin/ruff check -q --fix src tests tools benchmarks drills; .venv/bin/ruff format -q src tests tools benchmarks drills

messages: install
	@.venv/bin/python tools/messages.py update

translations-check: install
	@.venv/bin/python tools/messages.py check

dist: install
	@rm -rf dist src/alur/static_built
	@ALUR_DATA_DIR=$$(mktemp -d) PYTHONPATH=src DJANGO_SETTINGS_MODULE=alur.project.settings .venv/bin/python -m django collectstatic --noinput -v0
	@.venv/bin/python -m build -q --wheel --no-isolation

drill: install
	@.venv/bin/python -m drills

bench: install
	@.venv/bin/python -m benchmarks
