"""Settings, all from the environment (docs/settings.md). There is none for the time: time is passed in."""

from __future__ import annotations

import os
import secrets
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

PACKAGE = Path(__file__).resolve().parent.parent

DATA_DIR = Path(os.environ.get("ALUR_DATA_DIR", "./var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    if key := os.environ.get("ALUR_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            # A new connection reads the whole schema again, a third of a request.
            "CONN_MAX_AGE": 300,
            "OPTIONS": {
                # Deferred transactions gave 1,778 "database is locked" in one run, immediate ones none.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # NORMAL in WAL mode survives the death of the process; only a power cut may lose the last commits.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000; "
                "PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
        }
    raise ValueError(f"ALUR_DATABASE_URL begins with sqlite:// or postgres://, not {parts.scheme}://")


SECRET_KEY = _secret_key()
DEBUG = False
BASE_URL = os.environ.get("ALUR_BASE_URL", "")
ALLOWED_HOSTS = os.environ.get("ALUR_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if BASE_URL and (host := urlsplit(BASE_URL).hostname):
    ALLOWED_HOSTS.append(host)
    CSRF_TRUSTED_ORIGINS = [f"{urlsplit(BASE_URL).scheme}://{urlsplit(BASE_URL).netloc}"]

BACKUP_DIR = os.environ.get("ALUR_BACKUP_DIR", "")
BACKUP_DAYS = int(os.environ.get("ALUR_BACKUP_DAYS", "14"))
DATABASES = {"default": _database(os.environ.get("ALUR_DATABASE_URL", f"sqlite:///{DATA_DIR}/alur.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "alur.tenancy.apps.TenancyConfig",
    "alur.events.apps.EventsConfig",
    "alur.accounts.apps.AccountsConfig",
    "alur.files.apps.FilesConfig",
    "alur.fields.apps.FieldsConfig",
    "alur.people.apps.PeopleConfig",
    "alur.catalogue.apps.CatalogueConfig",
    "alur.campaigns.apps.CampaignsConfig",
    "alur.research.apps.ResearchConfig",
    "alur.pipeline.apps.PipelineConfig",
    "alur.orders.apps.OrdersConfig",
    "alur.conversations.apps.ConversationsConfig",
    "alur.warmth.apps.WarmthConfig",
    "alur.rescue.apps.RescueConfig",
    "alur.reporting.apps.ReportingConfig",
    "alur.search.apps.SearchConfig",
    "alur.automation.apps.AutomationConfig",
    "alur.exchange.apps.ExchangeConfig",
    "alur.notices.apps.NoticesConfig",
    "alur.web.apps.WebConfig",
    "alur.api.apps.ApiConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "alur.web.shell.middleware.Compressed",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alur.web.shell.middleware.CurrentMember",
    "alur.web.shell.uploading.BodyLimit",
]

ROOT_URLCONF = "alur.project.urls"
WSGI_APPLICATION = "alur.project.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": sorted(path for path in (PACKAGE / "web").glob("*/templates")),
        "OPTIONS": {
            "environment": "alur.web.shell.environment.environment",
            "context_processors": ["alur.web.shell.environment.one_token"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["alur.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "/sign-in/"
SESSION_ENGINE = "alur.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "alur.web.shell.views.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = sorted(PACKAGE.glob("web/*/locale")) + sorted(PACKAGE.glob("kernel/locale"))

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_built"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "alur.files.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_LIMIT = int(os.environ.get("ALUR_FILE_LIMIT_MB", "25")) * 1024 * 1024
FILES_QUOTA = int(os.environ.get("ALUR_FILES_QUOTA_MB", "10240")) * 1024 * 1024


def _mail(url: str) -> None:
    parts = urlsplit(url)
    settings = globals()
    settings["EMAIL_BACKEND"] = "django.core.mail.backends.smtp.EmailBackend"
    settings["EMAIL_HOST"], settings["EMAIL_PORT"] = parts.hostname or "localhost", parts.port or 25
    settings["EMAIL_HOST_USER"] = unquote(parts.username or "")
    settings["EMAIL_HOST_PASSWORD"] = unquote(parts.password or "")
    settings["EMAIL_USE_SSL"] = parts.scheme == "smtps"
    settings["EMAIL_TIMEOUT"] = 20


EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if mail_url := os.environ.get("ALUR_EMAIL_URL"):
    _mail(mail_url)
DEFAULT_FROM_EMAIL = os.environ.get("ALUR_EMAIL_FROM", "Alur <alur@localhost>")
SERVER_EMAIL = parseaddr(DEFAULT_FROM_EMAIL)[1]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ALUR_LOG", "WARNING").upper()},
}
