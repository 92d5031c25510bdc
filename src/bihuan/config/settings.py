"""Django's settings: one file for every place, told apart by the environment (`environment.py`)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from bihuan import environment
from bihuan.config.logs import logging_of

PACKAGE = Path(__file__).resolve().parent.parent
HOME = environment.home()

# --- What is served to whom ---------------------------------------------------------------------------------
DEBUG = environment.flag("BIHUAN_DEBUG")
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.allowed_hosts()
PUBLIC_URL = environment.public_url()
IS_HTTPS = environment.flag("BIHUAN_HTTPS", default=not environment.is_loopback_only(ALLOWED_HOSTS))
ROOT_URLCONF = "bihuan.config.urls"
WSGI_APPLICATION = "bihuan.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "bihuan.people",
    "bihuan.notices",
    "bihuan.problems",
    "bihuan.intake",
    "bihuan.papers",
    "bihuan.reports",
    "bihuan.archive",
    "bihuan.web",
    "bihuan.api",
]

MIDDLEWARE = [
    "bihuan.config.requests.RequestNumber",
    "bihuan.api.middleware.NeverAPage",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bihuan.config.requests.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bihuan.web.middleware.SignedIn",
    "bihuan.web.middleware.Faults",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "desk",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "bihuan.web.jinja.environment",
            "context_processors": ["bihuan.web.frame.desk"],
            "auto_reload": DEBUG,
        },
    },
    {
        "NAME": "packages",  # pages of packages that bring Django templates along; no admin
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# --- Where things are kept ----------------------------------------------------------------------------------
DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = HOME / "documents"  # outside every served folder; a view sends a document as a download
MEDIA_URL = ""
ARCHIVE_ROOT = HOME / "archive"  # packages of archived cases, one folder each
MAX_ATTACHMENT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of a request without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger files go through the disk
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Who signs in -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "bihuan.people.signin.PeopleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "bihuan.people.passwords.HousePasswordValidator"}]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
CSRF_FAILURE_VIEW = "bihuan.web.errors.csrf_failed"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_CALLABLE = "bihuan.web.signin.locked_out"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006"
]  # it wants the address in the lock; the account alone is the stricter rule

SESSION_ENGINE = "bihuan.people.sessions"
SESSION_COOKIE_NAME = "bihuan_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "bihuan_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS] if IS_HTTPS else []
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600

# --- What a browser may do with a page ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Tabler draws its marks as data: images
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 180 * 24 * 3600 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("BIHUAN_TRUST_PROXY") else None
)

# --- Words and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "process" / "locale"]  # a package that is no Django app
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- What is written down about the running program ---------------------------------------------------------
LOGGING_CONFIG = None
LOGGING = logging_of(debug=DEBUG)

# --- Papers that go out with mail -------------------------------------------------------------------------
ENCLOSURE_MAKERS = {  # kind → who makes it: arguments in, the bytes of the paper out
    "letter": "bihuan.papers.outgoing.letter",
    "bulletin": "bihuan.papers.outgoing.bulletin",
    "invitation": "bihuan.papers.invitation.enclosed",
}

# --- What a worker calls after a sweep, and tidies up once an hour -----------------------------------------
HEARTBEAT_URL = environment.heartbeat_url()
CHANGE_SYSTEM_URL, CHANGE_SYSTEM_SECRET, CHANGE_SYSTEM_USER = environment.change_system()
LETTER_CODE = environment.letter_code()
STANDBY_FOLDER = environment.standby_folder(HOME)
NIGHTLY = (
    "bihuan.papers.standby.write_if_due",
    "bihuan.problems.rarity.count_if_grown",
)  # each takes the instant and knows whether its hour has come
HOUSEKEEPING = (  # each takes the instant and returns how many rows went
    "bihuan.api.idempotency.purge",
    "bihuan.intake.tidying.purge",
    "bihuan.problems.signedlinks.purge",
    "bihuan.reports.exports.purge",
    "bihuan.intake.changein.forget_old",
)
