"""Settings of Amparo, read from the environment (`kernel/env.py`), failing loudly at start.

Every setting that an installation may change is named in docs/operations.md; a test compares the two.
"""

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from amparo.config.email import email_settings
from amparo.kernel.env import Environment, data_directory

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = data_directory(BASE_DIR)
env = Environment(DATA_DIR)

# --- Mode -------------------------------------------------------------------------------------------------
# Demonstration: invented people, loopback only, sign-in without a second factor.
DEMONSTRATION = env.flag("AMPARO_DEMONSTRATION")
DEBUG = False
SECRET_KEY = env.text("AMPARO_SECRET_KEY")
AUDIT_KEY = env.text("AMPARO_AUDIT_KEY")
if not DEMONSTRATION and min(len(SECRET_KEY), len(AUDIT_KEY)) < 32:
    raise ImproperlyConfigured("AMPARO_SECRET_KEY and AMPARO_AUDIT_KEY need at least 32 characters each.")
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOOPBACK_HOSTS if DEMONSTRATION else env.items("AMPARO_HOSTS")
ORIGIN = env.text("AMPARO_ORIGIN", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [ORIGIN]

# --- Parts ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "django_tasks_db",
    "amparo.kernel",
    "amparo.audit",
    "amparo.places",
    "amparo.terms",
    "amparo.files",
    "amparo.actors",
    "amparo.monitor",
    "amparo.evidence",
    "amparo.public",
    "amparo.api",
    # After ours: the first app that has a template of a name gives it.
    "amparo.accounts",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # before the static files: a drawing opened by itself is a document too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amparo.accounts.middleware.bearer_tokens",
    "amparo.accounts.middleware.session_limits",
    "amparo.accounts.middleware.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "amparo.kernel.problem.ErrorMiddleware",
]

ROOT_URLCONF = "amparo.config.urls"
WSGI_APPLICATION = "amparo.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "amparo.config.context.page",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'amparo.sqlite3'}"))
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
# To open a database and read its schema anew costs a fifth of a page.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
MAX_UPLOAD_BYTES = env.number("AMPARO_MAX_UPLOAD_MB", 200) * 1024 * 1024
MAX_ATTACHMENT_BYTES = env.number("AMPARO_MAX_ATTACHMENT_MB", 25) * 1024 * 1024
MAX_PICTURE_PIXELS = env.number("AMPARO_MAX_MEGAPIXELS", 40) * 1_000_000
# How areas in dispute are drawn (amparo.places.borders); what is not named is drawn as nobody's.
BORDERS = env.items("AMPARO_BORDERS")
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Sign-in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["amparo.accounts.backends.PasswordBackend"]
PASSWORD_HASHERS = ["amparo.accounts.hashers.BoundedArgon2"]
CONCURRENT_HASHES = env.number("AMPARO_CONCURRENT_HASHES", 2)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
IDLE_MINUTES = env.number("AMPARO_IDLE_MINUTES", 30)
SESSION_HOURS = env.number("AMPARO_SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "amparo.kernel.problem.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https:")
ACCOUNT_ADAPTER = "amparo.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is accepted through the address it was sent to
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  (a class)
ACCOUNT_FORMS = {
    "login": "amparo.accounts.forms.SignInForm",
    "reset_password": "amparo.accounts.forms.ResetRequestForm",
}
# By network address (ip) and by account (key). Counted in the database cache, so that they hold across processes.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/h/key",
    "reset_password_from_key": "10/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "accept_invitation": "10/m/ip",
    "api_token": "10/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("AMPARO_PROXIES", 0)
MFA_ADAPTER = "amparo.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Amparo"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_throttle",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
vars().update(email_settings(env.text("AMPARO_EMAIL_URL", "file:"), DATA_DIR))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("AMPARO_EMAIL_FROM", "amparo@localhost")

# --- What leaves the server -------------------------------------------------------------------------------
# Where "Leave now" leads: a site that anybody might have open.
LEAVE_URL = env.text("AMPARO_LEAVE_URL", "https://www.wikipedia.org/")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Nobody else learns where a reader came from. Not "no-referrer": browsers then send every form with "Origin: null",
# which the check against forged forms must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ORIGIN.startswith("https:"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$"]
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Languages and time -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ar", _("Arabic"))]
UNREVIEWED_LANGUAGES = {"ar"}  # no speaker has read these catalogues yet; every page in them says so
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
FORMAT_MODULE_PATH = ["amparo.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("AMPARO_TIME_ZONE", "UTC")

# --- Logs: no record, no name, no address of a page with a query ------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},  # below it: addresses that were refused
}
