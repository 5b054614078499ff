"""Django's settings. What differs between machines comes from `config.env`; the rest is here."""

from email.utils import parseaddr
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from config.api import REST_FRAMEWORK as REST_FRAMEWORK
from config.api import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.clock import TICKS as TICKS
from config.console import UNFOLD as UNFOLD
from config.env import BASE_DIR, load

env = load()

ENVIRONMENT = env.environment
DEBUG = env.debug
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.csrf_trusted_origins
SITE_URL = env.site_url
VAR_DIR = env.var_dir
STAFF_EMAIL = env.staff_email
STAFF_LANGUAGE = env.staff_language

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "django_q",
    "community.apps.CommunityConfig",
    "console",
    "console.apps.ConsoleAdminConfig",
    "workflow.apps.WorkflowConfig",
    "workflow.engine.apps.EngineConfig",
    "catalog.apps.CatalogConfig",
    "integrations.live.apps.LiveConfig",
]

MIDDLEWARE = [
    "config.middleware.length_required",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.middleware.readable_account_bodies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "community.pages.language.member_language",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "console.second_factor.Gate",
    "console.doing.as_their_own",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflow.pages.context.brand",
            ],
            "libraries": {
                "mail_lines": "workflow.pages.mail_lines",
                "code_groups": "community.pages.code_groups",
            },
        },
    },
]

# --- database -----------------------------------------------------------------------------

_database: dict[str, Any] = dict(dj_database_url.parse(env.database_url, conn_max_age=60))
_options = dict(_database.get("OPTIONS") or {})
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads first and writes later otherwise fails at once with
    # "database is locked" beside another writer. FULL: a charge must survive a power cut.
    _options |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA busy_timeout=20000;"
        ),
    }
    # A file, not memory: several threads and processes of a test share it.
    _database["TEST"] = {"NAME": str(env.var_dir / "test.sqlite3")}
elif _database["ENGINE"].endswith("mysql"):
    _options |= {
        "charset": "utf8mb4",
        "isolation_level": "read committed",
        "init_command": (
            "SET sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE', innodb_lock_wait_timeout=10"
        ),
    }
    _database["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"}
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": {**_database, "OPTIONS": _options}}

if env.cache_url.startswith("redis"):
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.cache_url}
    }
elif env.cache_url.startswith("db://"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": env.cache_url.removeprefix("db://") or "cache",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "bidangil"}}

# --- the engine -----------------------------------------------------------------------------

# django-q2 only wakes the engine. One prefetched task, a time-out under the lease, no
# scheduler of its own and no saved results: the Effect row is the record of the work.
Q_CLUSTER = {
    "name": "engine",
    "orm": "default",
    "workers": env.engine_workers,
    "queue_limit": env.engine_workers,
    "bulk": 1,
    "poll": 0.2,
    "timeout": 45,
    "retry": 120,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "catch_up": False,
    "scheduler": False,
    "recycle": 500,
    "guard_cycle": 0.5,
}

# Seconds. HTTP stays under 40, so a lease of 60 cannot run out under a living call.
ENGINE = {
    "lease": env.engine_lease_seconds,
    "back_off_first": 1.0,
    "back_off_cap": 300.0,
    "wake_again": 5.0,
    "stuck_after": 15.0,
}

# --- live events ------------------------------------------------------------------------------

LIVE: dict[str, Any] = {
    "staff_permission": "workflow.view_order",
    "staff_proof": "community.second_factor.is_satisfied",
    "good_order_links": "workflow.selectors.sharing.good_among",
    "redis_url": env.live_redis_url,
    "grip_url": env.grip_url,
    "streams_per_user": env.live_streams_per_user,
    "streams_per_link": env.live_streams_per_link,
    "streams": env.live_streams,
    "cut_after": env.live_cut_after_seconds,
}
EVENTSTREAM_STORAGE_CLASS = "integrations.live.storage.LiveStorage"
EVENTSTREAM_CHANNELMANAGER_CLASS = "integrations.live.channels.Channels"
if env.grip_url:
    # A Pushpin in front holds the streams instead of our own process.
    GRIP_URL = env.grip_url
    MIDDLEWARE.insert(0, "django_grip.GripMiddleware")

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "community.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CSRF_FAILURE_VIEW = "console.faults.csrf_failed"
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/orders/"
ACCOUNT_ADAPTER = "community.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
# Our subjects name us themselves; the default would put the host's name in front.
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_UNIQUE_EMAIL = True
# One address a member: the one they log in with is the one we write to.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
STAFF_SECOND_FACTOR = env.staff_second_factor
MFA_TOTP_ISSUER = "Bidangil"
HEADLESS_ONLY = False
HEADLESS_CLIENTS = ("app", "browser")
# /_allauth/openapi.json and .yaml. No page: allauth's loads its script from elsewhere.
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{SITE_URL}/account/confirm-email/?key={{key}}",
    "account_reset_password": f"{SITE_URL}/account/password/reset/",
    "account_reset_password_from_key": f"{SITE_URL}/account/password/reset/?key={{key}}",
    "account_signup": f"{SITE_URL}/account/signup/",
}

# --- languages ------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.var_dir / "static"
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
WHITENOISE_USE_FINDERS = ENVIRONMENT in ("demo", "test")
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = env.var_dir / "media"

# --- the outside world ------------------------------------------------------------------------

STRIPE = {
    "api_base": env.stripe_api_base,
    "secret_key": env.stripe_secret_key,
    "webhook_secrets": env.stripe_webhook_secrets,
}
FEDEX = {
    "api_base": env.fedex_api_base,
    "client_id": env.fedex_client_id,
    "client_secret": env.fedex_client_secret,
}
UPS = {
    "api_base": env.ups_api_base,
    "client_id": env.ups_client_id,
    "client_secret": env.ups_client_secret,
}
USPS = {
    "api_base": env.usps_api_base,
    "client_id": env.usps_client_id,
    "client_secret": env.usps_client_secret,
}
EMS = {"api_base": env.ems_api_base, "regkey": env.ems_regkey}
OPENAI = {
    "api_base": env.openai_api_base,
    "api_key": env.openai_api_key,
    "model": env.openai_model,
}
AI_SCREENING = bool(env.ai_screening)

TWO_PERSONS_ABOVE_CENTS = env.two_persons_above_cents
SNS = {
    "endpoint": env.sns_endpoint,
    "region": env.aws_region,
    "access_key_id": env.aws_access_key_id,
    "secret_access_key": env.aws_secret_access_key,
}
SANDBOX_URL = env.sandbox_url if env.uses_sandbox else ""
COURIER_POLL_SECONDS = env.courier_poll_seconds

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.email_host
EMAIL_PORT = env.email_port
EMAIL_HOST_USER = env.email_user
EMAIL_HOST_PASSWORD = env.email_password
EMAIL_USE_TLS = env.email_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.email_from
SERVER_EMAIL = parseaddr(env.email_from)[1]

# Written by `manage.py demo` when its orders are complete; /readyz waits for it.
DEMO_MARKER = env.var_dir / "demo-ready" if env.demo_orders else None

# --- security ---------------------------------------------------------------------------------

CORS_ALLOWED_ORIGINS = env.cors_allowed_origins
CORS_URLS_REGEX = r"^/(api|_allauth)/.*$"
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "last-event-id",
    "x-csrftoken",
    "x-session-token",
]
CORS_EXPOSE_HEADERS = ["ETag", "Idempotent-Replayed", "Retry-After"]
# How many proxies of ours stand in front: only then is X-Forwarded-For believed, by log-in limits too.
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": env.trusted_proxies}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
_secure = ENVIRONMENT in ("staging", "production")
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "config.log_filters.Masked",
            "fmt": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.log_level},
    "filters": {"not_ready": {"()": "config.log_filters.NotReadyIsNoFault"}},
    "loggers": {
        "django.request": {"filters": ["not_ready"]},
        **{
            name: {"level": "WARNING"}
            for name in ("django-q", "stripe", "httpx2", "integrations.sms", "botocore")
        },
    },
}
