"""The settings of the tests: the real ones, quick hashes, and the shop that the key rules are proven on."""

import os
import tempfile
from pathlib import Path

from alur.project.settings import *  # noqa: F403
from alur.project.settings import DATABASES as REAL_DATABASES
from alur.project.settings import INSTALLED_APPS as REAL_APPS
from alur.project.settings import STORAGES as REAL_STORAGES

INSTALLED_APPS = [*REAL_APPS, "tests.tenancy.shop"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**REAL_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Nothing is served from there: each test's client would look through all of what a wheel collects (two thirds of the
# tests' time), and one that is being built meanwhile changes under it.
STATIC_ROOT = Path(tempfile.gettempdir(), "alur-tests-no-static")
STATIC_ROOT.mkdir(exist_ok=True)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASES = {"default": dict(REAL_DATABASES["default"])}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: in memory, a second thread is told "table is locked" instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/alur-test-{os.getpid()}.sqlite3"}
