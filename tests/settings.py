"""The settings of the tests: the real ones, quick password hashes, and the small shop that the key rules are proven on."""

from alur.project.settings import *  # noqa: F403
from alur.project.settings import INSTALLED_APPS as REAL_APPS
from alur.project.settings import STORAGES as REAL_STORAGES

INSTALLED_APPS = [*REAL_APPS, "tests.tenancy.shop"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**REAL_STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
