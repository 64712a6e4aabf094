"""One settings file. Every name beginning with DENSACH_ is read from the environment and described in docs/operating.md."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from pathlib import Path

import dj_database_url
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

PROJECT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("DENSACH_HOME") or PROJECT / "var").resolve()
TESTING = "pytest" in sys.modules


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in ("1", "true", "yes", "on")


def _secret_key() -> str:
    """From the environment, else a key made once and kept beside the database, readable by its owner only."""
    given = os.environ.get("DENSACH_SECRET_KEY")
    if given:
        return given
    if TESTING:
        return "only-for-tests-" + "x" * 40
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = _secret_key()
DEBUG = _flag("DENSACH_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("DENSACH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("DENSACH_ORIGINS", "").split(",") if origin]
DENSACH_HTTPS = _flag("DENSACH_HTTPS", default=False)
DENSACH_GUARD_READS = _flag("DENSACH_GUARD_READS", default=DEBUG or TESTING)
DENSACH_DATA = PROJECT / "data"
DENSACH_HOME = HOME
DENSACH_INDEX = HOME / "index"
# when set ("2026-11-22"), `densach demo` takes this day for today, so that tests and screenshots stay the same
DENSACH_DEMO_TODAY = os.environ.get("DENSACH_DEMO_TODAY", "")

INSTALLED_APPS = [
    "densach.web",
    "densach.reporting",
    "densach.programme",
    "densach.circulation",
    "densach.activities",
    "densach.catalogue",
    "densach.people",
    "densach.discovery",
    "densach.measures",
    "densach.documents",
    "densach.audit",
    "densach.network",
    "densach.accounts",
    "densach.core",
    "densach.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "densach.core.middleware.WithoutNul",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "densach.core.middleware.LanguageOfCookie",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "densach.core.middleware.RefusalsAsAnswers",
    "densach.core.middleware.ReadOnlyGet",
]

if TESTING:  # the live server of the tests serves static files itself
    MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")

ROOT_URLCONF = "densach.config.urls"
WSGI_APPLICATION = "densach.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "densach.web.context.page",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

_database = dj_database_url.parse(os.environ.get("DENSACH_DATABASE_URL") or f"sqlite:///{HOME / 'densach.sqlite3'}")
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;",
    }
    _database["CONN_MAX_AGE"] = None
    if TESTING:
        # a file, as in use: browser journeys read and write from several threads, which one memory database cannot
        _database["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"densach-test-{os.getpid()}.sqlite3")}
        _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    _database.setdefault("OPTIONS", {})
    if not TESTING:
        _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8}
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "densach.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "densach.accounts.forms.SignInForm",
    "reauthenticate": "densach.accounts.forms.ConfirmForm",
    "change_password": "densach.accounts.forms.PasswordForm",
}
# a letter to whatever address somebody types would make the server a sender of spam
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Đèn Sách"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
TIME_ZONE = os.environ.get("DENSACH_TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["densach.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
MEDIA_URL = "/files/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

TASKS = {
    "default": {
        "BACKEND": "django.tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend"
    }
}

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DENSACH_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if DENSACH_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    # limits of failed sign-ins count by address: behind the proxy that ends TLS, the one it names
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

_mail_host = os.environ.get("DENSACH_MAIL_HOST", "")
_smtp = {
    "host": _mail_host,
    "port": int(os.environ.get("DENSACH_MAIL_PORT", "587")),
    "username": os.environ.get("DENSACH_MAIL_USER", ""),
    "password": os.environ.get("DENSACH_MAIL_PASSWORD", ""),
    "use_tls": _flag("DENSACH_MAIL_TLS", default=True),
}
# without a mail host, letters are written to files under HOME/mail, where they can be read
MAILERS = {
    "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": _smtp}
    if _mail_host
    else {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(HOME / "mail")}}
}
DEFAULT_FROM_EMAIL = os.environ.get("DENSACH_MAIL_FROM", "densach@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DENSACH_LOG_LEVEL", "WARNING")},
}
