"""Settings: the environment only, and it works with none set.

Each setting stands in docs/reference/settings.md; a test compares. `NAME_FILE` works for every
one that may hold a secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from storelink.config import environment as env
from storelink.config.database import database_from_url
from storelink.config.secret_key import secret_key
from storelink.config.sign_in import sign_up, single_sign_on
from storelink.domain.bounds import bounds_from

# ------------------------------------------------------------------ where things are
HOME = Path(env.text("STORELINK_HOME") or Path.home() / ".storelink").expanduser().resolve()
"""Folder of databases, kept files, warehouse and the keys made at first start."""
DATA_URL = env.text("STORELINK_DATA_URL") or str(HOME / "data")
"""Folder or s3://bucket/prefix for kept files and the warehouse."""
CACHE_MIB = env.number("STORELINK_CACHE_MIB", 10_240, least=64)
"""Most of a bucket's files that are kept on this machine too; what is in use may exceed it."""
JOBS_URL = env.text("STORELINK_JOBS_URL")
"""Database of the durable jobs; empty: a SQLite file of its own, or PostgreSQL beside the rest."""
DATABASES = {"default": database_from_url(env.text("STORELINK_DATABASE_URL"), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ------------------------------------------------------------------ who may reach it
HOST = env.text("STORELINK_HOST", "127.0.0.1")
"""The address to listen on."""
PORT = env.number("STORELINK_PORT", 8000, least=1)
PUBLIC_URL = env.text("STORELINK_PUBLIC_URL").rstrip("/") or f"http://127.0.0.1:{PORT}"
"""The address people type. https:// turns on secure cookies and HSTS."""
IS_SECURE = PUBLIC_URL.startswith("https://")
TRUSTED_PROXY = env.text("STORELINK_TRUSTED_PROXY") or ("127.0.0.1" if IS_SECURE else "")
"""Address of the proxy whose X-Forwarded-… headers are believed; nobody else's are."""
ALLOWED_HOSTS = env.words("STORELINK_ALLOWED_HOSTS") or [
    PUBLIC_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0],
    "127.0.0.1",
    "localhost",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECRET_KEY = secret_key(env.text("STORELINK_SECRET_KEY"), HOME)
DEBUG = False

# ------------------------------------------------------------------ stores
SIMULATOR_URL = env.text("STORELINK_SIMULATOR_URL").rstrip("/")
"""Where set, every provider talks to this address instead of its store."""
SUPPORT_URL = env.text("STORELINK_SUPPORT_URL")
"""Where “Contact support” goes: a page or mailto: address. Empty: copies redacted details."""
HISTORY_DAYS = env.number("STORELINK_HISTORY_DAYS", 0)
"""How many days back the first sync goes; 0: as far as each store has kept its reports."""
AUDIT_DAYS = env.number("STORELINK_AUDIT_DAYS", 730)
"""How long entries of the audit log are kept; 0: for ever."""
CALLS_DAYS = env.number("STORELINK_CALLS_DAYS", 30)
"""How long outgoing calls are kept; 0: for ever."""
FILE_BOUNDS = bounds_from(env.text)
"""How large a store's file may be before it is refused: see `domain.bounds`."""
WORKERS = env.number("STORELINK_WORKERS", 1, least=1)
"""Worker processes that `storelink up` starts."""
IS_DEMO = env.truth("STORELINK_DEMO", default=False)
"""Shows the demo bar; set by `storelink demo`."""

# ------------------------------------------------------------------ Django
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "storelink.workspaces",
    "storelink.integrations",
    "storelink.products.app_config.ProductsConfig",
    "storelink.reviews",
    "storelink.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "storelink.web.tls.OverTls",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "storelink.web.headers.SecurityHeaders",
    "storelink.web.origin.Origin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "storelink.web.session_age.SessionAge",
    "storelink.web.errors.PlainErrors",
]
ROOT_URLCONF = "storelink.config.urls"
WSGI_APPLICATION = "storelink.config.wsgi.application"
_CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "storelink.web.jinja.environment",
            "context_processors": [*_CONTEXT, "storelink.web.context.everywhere"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT},
    },
]
STATIC_URL = "/static/"
STATIC_ROOT: str | None = None
"""Nothing is collected: WhiteNoise serves from the packages."""
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

# ------------------------------------------------------------------ people
AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SIGN_UP = sign_up(env.text("STORELINK_SIGN_UP"), env.text("STORELINK_SMTP_HOST"))
"""`invitation`: whoever was invited; `open`: whoever can prove an address by mail."""
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
"""One address a person; a new one takes its place once a link that went there was opened."""
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.text("STORELINK_SMTP_HOST") else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = bool(env.text("STORELINK_SMTP_HOST"))
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Storelink: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_SECURE else "http"
ACCOUNT_ADAPTER = "storelink.web.account.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
"""Seconds after which who touches credentials shows again who they are."""
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,10/5m/key"}
MFA_ADAPTER = "storelink.web.second_step.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Storelink"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
"""A new address can be given with two-step verification on: it counts once its link was opened."""
MFA_FORMS = {"add_webauthn": "storelink.web.passkeys.AddPasskeyForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_SECURE
"""Browsers allow that for this machine's own address alone."""
OIDC_URL = env.text("STORELINK_OIDC_URL").rstrip("/")
"""Address of an OpenID Connect issuer whose people may sign in here."""
OIDC_NAME = env.text("STORELINK_OIDC_NAME", "single sign-on")
SOCIALACCOUNT_ADAPTER = "storelink.web.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = single_sign_on(
    OIDC_URL,
    OIDC_NAME,
    client_id=env.text("STORELINK_OIDC_CLIENT_ID"),
    client_secret=env.text("STORELINK_OIDC_CLIENT_SECRET"),
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
"""The operator chose the issuer: an address that it has verified is that person's."""
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
CACHES = {
    "default": {
        "BACKEND": "storelink.web.cache.HonestCache",
        "LOCATION": "cache",
    }
}
"""In the database, so that throttling counts across processes."""

# ------------------------------------------------------------------ what a browser is told
SESSION_ENGINE = "storelink.workspaces.session_store"
SESSION_COOKIE_NAME = "__Host-session" if IS_SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.number("STORELINK_SESSION_IDLE_DAYS", 14, least=1) * 24 * 3600
"""Seconds after which an idle session ends."""
SESSION_MOST_SECONDS = env.number("STORELINK_SESSION_MOST_DAYS", 30, least=1) * 24 * 3600
"""Seconds after which a session ends in any case."""
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_SSL_REDIRECT = False
SILENCED_SYSTEM_CHECKS = ["security.W008"]
"""`web.tls` sends people to TLS where the proxy says that it was asked without. Django's own
redirect would go in circles behind a proxy that says nothing, and refuse this machine's health
checks."""
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "storelink.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# ------------------------------------------------------------------ mail, logs
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("STORELINK_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("STORELINK_SMTP_HOST")
EMAIL_PORT = env.number("STORELINK_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("STORELINK_SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("STORELINK_SMTP_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = env.text("STORELINK_MAIL_FROM", "Storelink <storelink@localhost>")
LOG_LEVEL = env.text("STORELINK_LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "storelink.web.log_filter.WithoutLinks"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
