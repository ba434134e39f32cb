"""Django's settings, all of them derived from `environment`."""

from pathlib import Path
from urllib.parse import urlsplit

from ringback.project import databases, environment, keys, mail, outgoing

DATA_DIR = Path(environment.text("DATA")).absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)
KEYS_GIVEN = bool(environment.listed("KEYS"))
SEAL_KEYS = environment.listed("KEYS") or keys.seal_keys(DATA_DIR)
SECRET_KEY = environment.text("SECRET_KEY") or keys.secret_key(DATA_DIR)
DEBUG = environment.truth("DEBUG")
PUBLIC_URL = environment.text("PUBLIC_URL").rstrip("/")
_PUBLIC = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = [_PUBLIC.hostname or "localhost", "127.0.0.1", "localhost", *environment.listed("HOSTS")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
DATABASES = {"default": databases.database(environment.text("DATABASE_URL"), DATA_DIR)}

# Only sign-in's rate limits live here: shared by all web processes, kept over a restart.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacherow",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

INSTALLED_APPS = [
    "ringback.base.accounts",  # before those whose templates it overrides
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ringback.base.database",
    "ringback.base.presence",
    "ringback.core.hours",
    "ringback.core.people",
    "ringback.core.promises",
    "ringback.channels.voice",
    "ringback.channels.messages",
    "ringback.desk",
    "ringback.doors.website",
    "ringback.doors.hiring",
    "ringback.doors.allocation",
    "ringback.doors.jobsearch",
    "ringback.insight",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ringback.project.static_files.WholeFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ringback.base.accounts.middleware.ActorOnAccountPages",
    "ringback.project.api.ProblemsOnly",
    "ringback.desk.middleware.ContentSecurityPolicy",
    "ringback.desk.middleware.ToastsForParts",
    "ringback.desk.middleware.ForgetTimeZone",
]

ROOT_URLCONF = "ringback.project.urls"
ASGI_APPLICATION = "ringback.project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ringback.desk.shell.shell",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "ringback.base.accounts.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "ringback.base.accounts.adapter.AccountAdapter"
# Strangers must prove their address, which also hides who has an account; the invited have proved it already.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if environment.truth("SIGN_UP") or environment.truth("SEEKERS") else "optional"
ACCOUNT_SIGNUP_FORM_CLASS = "ringback.base.accounts.sign_up.SignUpForm"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Ringback: "
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_FORMS = {
    "authenticate": "ringback.base.accounts.second_factor_forms.SecondFactorForm",
    "reauthenticate": "ringback.base.accounts.second_factor_forms.SecondFactorAgainForm",
}
MFA_ADAPTER = "ringback.base.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Ringback"
MFA_TOTP_TOLERANCE = 1
globals().update(mail.mail(environment.text("MAIL_URL"), environment.text("MAIL_FROM")))
INBOX = mail.inbox(environment.text("INBOX_URL"))
INBOX_ADDRESS = mail.inbox_address(environment.text("INBOX_ADDRESS"))
SMS_GATEWAY = environment.text("SMS_GATEWAY")
SMS_URL, SMS_USER, SMS_PASSWORD = outgoing.sms(SMS_GATEWAY, environment.text("SMS_URL"))
SMS_FROM = environment.text("SMS_FROM")
WEATHER_URL = environment.text("WEATHER_URL")
WEATHER_PLACES_URL = environment.text("WEATHER_PLACES_URL")
SMS_PRICE = outgoing.price(environment.text("SMS_PRICE"))
BACKUP_DAYS = environment.number("BACKUP_DAYS")
PUSH_KEY = keys.push_key(DATA_DIR)
PUSH_CONTACT = outgoing.contact(PUBLIC_URL, environment.text("MAIL_FROM"))
OUTGOING_NETWORKS = outgoing.networks(environment.listed("OUTGOING_NETWORKS"))
CITY_FILE = environment.text("CITY_FILE")
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
SIGN_UP_OPEN = environment.truth("SIGN_UP")
SEEKERS_OPEN = environment.truth("SEEKERS")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ru", "Русский"), ("es", "Español"), ("zh-hans", "中文")]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _PUBLIC.scheme == "https"
TRUSTED_PROXIES = environment.listed("TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

SIP_BIND = environment.address("SIP_BIND")
RTPENGINE = environment.text("RTPENGINE")
DTMF_BIND = environment.address("DTMF_BIND")
TURN_URLS = environment.listed("TURN_URLS")
TURN_SECRET = environment.text("TURN_SECRET")
CALLS_AT_ONCE = environment.number("CALLS_AT_ONCE")
INCOMING_AT_ONCE = environment.number("INCOMING_AT_ONCE")
INCOMING_OF_A_NUMBER = environment.number("INCOMING_OF_A_NUMBER")
INCOMING_WAIT_SECONDS = environment.number("INCOMING_WAIT_SECONDS")
VISITOR_WAIT_SECONDS = environment.number("VISITOR_WAIT_SECONDS")
MUSIC = environment.text("MUSIC")
MESSAGE_SECONDS = environment.number("MESSAGE_SECONDS")
SILENCE_SECONDS = environment.number("SILENCE_SECONDS")
SPOOL_DIR = DATA_DIR / "spool"
SPOOL_MOST_MB = environment.number("SPOOL_MOST_MB")
PROMPTS_DIR = DATA_DIR / "prompts"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []
