"""Settings. Everything a county changes comes from the environment; `docs/reference/settings.md` lists it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tidu.project.environment import database_from_url, flag, mail_from_url, whole_number

BASE_DIR = Path(__file__).resolve().parent.parent
TIDU_HOME = Path(os.environ.get("TIDU_HOME", "var")).resolve()
TIDU_COUNTY_NAME = os.environ.get("TIDU_COUNTY_NAME", "青岚县")
TIDU_REGIONS = tuple(filter(None, os.environ.get("TIDU_REGIONS", "岚江省,青岚县").split(",")))
TIDU_REGISTER_SINCE = whole_number("TIDU_REGISTER_SINCE", default=2022)


def _secret_key() -> str:
    """Return the key from the environment, or one made once and kept in TIDU_HOME."""
    given = os.environ.get("TIDU_SECRET_KEY", "")
    if given:
        return given
    path = TIDU_HOME / "secret.key"
    if not path.exists():
        TIDU_HOME.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
DEBUG = flag("TIDU_DEBUG", default=False)
ALLOWED_HOSTS = os.environ.get("TIDU_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "tidu.foundation.accounts.apps.AccountsConfig",
    "tidu.foundation.audit.apps.AuditConfig",
    "tidu.foundation.calendar.apps.CalendarConfig",
    "tidu.foundation.files.apps.FilesConfig",
    "tidu.foundation.numbering.apps.NumberingConfig",
    "tidu.foundation.jobs.apps.JobsConfig",
    "tidu.foundation.provenance.apps.ProvenanceConfig",
    "tidu.foundation.intake.apps.IntakeConfig",
    "tidu.foundation.outgoing.apps.OutgoingConfig",
    "tidu.domain.enterprises.apps.EnterprisesConfig",
    "tidu.domain.indicators.apps.IndicatorsConfig",
    "tidu.domain.platforms.apps.PlatformsConfig",
    "tidu.domain.corrections.apps.CorrectionsConfig",
    "tidu.domain.funds.apps.FundsConfig",
    "tidu.domain.returns.apps.ReturnsConfig",
    "tidu.domain.quality.apps.QualityConfig",
    "tidu.domain.rulebook.apps.RulebookConfig",
    "tidu.domain.pool.apps.PoolConfig",
    "tidu.domain.support.apps.SupportConfig",
    "tidu.domain.targets.apps.TargetsConfig",
    "tidu.domain.tasks.apps.TasksConfig",
    "tidu.domain.meetings.apps.MeetingsConfig",
    "tidu.domain.opinions.apps.OpinionsConfig",
    "tidu.domain.openday.apps.OpenDayConfig",
    "tidu.reporting.apps.ReportingConfig",
    "tidu.interfaces.kit.apps.KitConfig",
    "tidu.interfaces.workbench.apps.WorkbenchConfig",
    "tidu.interfaces.desk.apps.DeskConfig",
    "tidu.interfaces.portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tidu.interfaces.kit.middleware.WeightMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tidu.interfaces.kit.middleware.SoundTextMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tidu.interfaces.kit.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tidu.project.urls"
WSGI_APPLICATION = "tidu.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tidu.interfaces.kit.context.shell",
            ],
        },
    },
]

DATABASES = {"default": database_from_url(os.environ.get("TIDU_DATABASE_URL", ""), home=TIDU_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TIDU_MAIL_FROM = os.environ.get("TIDU_MAIL_FROM", "").strip()
SMTP_SERVER = mail_from_url(os.environ.get("TIDU_SMTP_URL", "").strip(), sender=TIDU_MAIL_FROM)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tidu.foundation.accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"
TIDU_PASSWORD_DAYS = whole_number("TIDU_PASSWORD_DAYS", default=90)
TIDU_IDLE_MINUTES = whole_number("TIDU_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tidu.interfaces.kit.csrf.refused"
TIDU_HTTPS = flag("TIDU_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TIDU_HTTPS
# Trusted only when said so: otherwise anybody could send the header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TIDU_HTTPS else None
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
# A name is locked wherever the guesses come from: the county's people share a few addresses behind one gateway.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_LOCKOUT_CALLABLE = "tidu.interfaces.kit.sign_in.locked_out"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

FILE_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
