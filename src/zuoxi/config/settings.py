"""The one settings module; everything that differs between machines comes from ``env.py``."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zuoxi.config import database, env, mail, secret

ENV = env.read()
PACKAGE = Path(__file__).resolve().parents[1]

SECRET_KEY = ENV.secret_key or (
    "no-data-folder" if ENV.database_mode == "none" else secret.from_data_dir(ENV.data_dir)
)
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.public_origins)
# For addresses that leave the browser, such as the QR codes on paper.
SITE_ADDRESS = ENV.site_address

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "zuoxi.kernel",
    "zuoxi.web",
    "zuoxi.api",
    "zuoxi.realtime",
    "zuoxi.audit",
    "zuoxi.accounts",
    "zuoxi.drafts",
    "zuoxi.org",
    "zuoxi.calendars",
    "zuoxi.clocks",
    "zuoxi.notices",
    "zuoxi.groups",
    "zuoxi.deliveries",
    "zuoxi.customers",
    "zuoxi.workorders",
    "zuoxi.limits",
    "zuoxi.callbacks",
    "zuoxi.comments",
    "zuoxi.followups",
    "zuoxi.macros",
    "zuoxi.dispatching",
    "zuoxi.boards",
    "zuoxi.sheets",
    "zuoxi.contacts",
    "zuoxi.deadlines",
    "zuoxi.memos",
    "zuoxi.products",
    "zuoxi.sharing",
    "zuoxi.tasks",
    "zuoxi.emergencies",
    "zuoxi.meetings",
    "zuoxi.inspections",
    "zuoxi.linkage",
    "zuoxi.savedviews",
    "zuoxi.attachments",
    "zuoxi.papers",
    "zuoxi.fieldwork",
    "zuoxi.desk",
    "zuoxi.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "zuoxi.web.middleware.StaticFilesMiddleware",
    "zuoxi.web.middleware.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zuoxi.accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zuoxi.accounts.middleware.SessionLimitMiddleware",
    "zuoxi.org.middleware.ActorMiddleware",
    "zuoxi.web.middleware.ProblemMiddleware",
]

ROOT_URLCONF = "zuoxi.config.urls"
WSGI_APPLICATION = "zuoxi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "zuoxi.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.cache",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "zuoxi.web.templatetags.web",
            ],
        },
    }
]

# In each process: who is signed in, for some seconds, and the parts of the frame that look alike
# on many pages. At 10 KB for the largest of them an entry, 200 MB at the very most.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

FORM_RENDERER = "zuoxi.web.widgets.Renderer"

DATABASES = {"default": database.settings_for(ENV)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign_in"
# The order matters: new passwords are hashed with the first.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zuoxi.accounts.passwords.PolicyValidator"},
]

SESSION_ENGINE = "zuoxi.accounts.session_store"
SESSION_COOKIE_NAME = "zuoxi_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENV.secure
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# No session lasts longer: the greatest value of the option accounts.absolute_hours, in seconds.
SESSION_COOKIE_AGE = 168 * 3600
CSRF_COOKIE_NAME = "zuoxi_csrf"
CSRF_COOKIE_SECURE = ENV.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "zuoxi.web.views.csrf_failure"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# The Content-Security-Policy of every page (web/middleware.py): nothing inline, no foreign host.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        " ".join(["connect-src 'self'", *database.live_sources(ENV)]),
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LANGUAGE_COOKIE_NAME = "zuoxi_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Each package carries its own catalogues in locale/, so there is no project-wide path.
FORMAT_MODULE_PATH = "zuoxi.config.formats"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ENV.data_dir / "static"
# Outside of everything that is served: the files of work orders (zuoxi.attachments).
FILES_DIR = ENV.files_dir
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zuoxi.web.storage.StaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# Notices that leave by e-mail (zuoxi.deliveries): EMAIL_HOST and what belongs to it.
globals().update(mail.settings_for(ENV.mail_url))
DEFAULT_FROM_EMAIL = ENV.mail_from or "zuoxi@localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"},
        # What a record carries beyond these names stands in it as well.
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": ["levelname", "name", "request_id", "message"],
            "timestamp": "at",
            "rename_fields": {"levelname": "level", "name": "logger", "exc_info": "error"},
            "json_ensure_ascii": False,
        },
    },
    "filters": {"request_id": {"()": "zuoxi.kernel.logs.RequestId"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": ENV.log_format,
            "filters": ["request_id"],
        }
    },
    # A refusal is an event of the audit log, not a warning to the operator.
    "loggers": {
        "django.request": {"level": "ERROR"},
        # They tell of every rule of a style sheet that is meant for browsers alone.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": ENV.log_level.upper()},
}
