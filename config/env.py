"""The environment, read once, typed, and refused loudly when it makes no sense.

Every setting that differs between machines stands here; `.env.example` lists the same
names with a sentence each. The defaults are the embedded product: SQLite, the sandbox on
loopback, no keys.
"""

import sys
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent
STRIPE_API = "https://api.stripe.com"
SANDBOX_KEY = "sandbox"

_LONGEST_CALL = 40

Words = Annotated[list[str], NoDecode]


class Env(BaseSettings):
    model_config = SettingsConfigDict(env_file=BASE_DIR / ".env", extra="ignore")

    environment: Literal["demo", "test", "staging", "production"] = "demo"
    debug: bool = False
    secret_key: str = "embedded-default-not-a-secret-0000000000000000000000000000"
    allowed_hosts: Words = ["127.0.0.1", "localhost", "[::1]"]
    csrf_trusted_origins: Words = []
    cors_allowed_origins: Words = []
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    # The address customers reach us at; mails and Stripe's return addresses are built on it.
    port: int = Field(default=8000, ge=1, le=65535)
    site_url: str = ""

    var_dir: Path = BASE_DIR / "var"
    database_url: str = ""
    cache_url: str = "locmem://"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"

    # How many demo orders `make run` prepares; 0 for none.
    demo_orders: int = Field(default=0, ge=0, le=1000)
    sandbox_port: int = Field(default=8001, ge=1, le=65534)
    sandbox_url: str = ""

    stripe_api_base: str = ""
    stripe_secret_key: str = "sk_test_sandbox"
    stripe_webhook_secrets: Words = ["whsec_sandbox"]

    fedex_api_base: str = ""
    fedex_client_id: str = "sandbox"
    fedex_client_secret: str = "sandbox"
    ups_api_base: str = ""
    ups_client_id: str = "sandbox"
    ups_client_secret: str = "sandbox"
    usps_api_base: str = ""
    usps_client_id: str = "sandbox"
    usps_client_secret: str = "sandbox"
    ems_api_base: str = ""
    ems_regkey: str = "sandbox"
    courier_poll_seconds: int = Field(default=0, ge=0)
    engine_workers: int = Field(default=2, ge=1, le=32)
    engine_lease_seconds: int = Field(default=60, ge=2, le=600)

    # Live events. Without Redis each process reads the table of events; with it, it is told when to look.
    live_redis_url: str = ""
    grip_url: str = ""
    live_streams_per_user: int = Field(default=20, ge=1)
    live_streams_per_link: int = Field(default=500, ge=1)
    live_streams: int = Field(default=20_000, ge=1)
    live_cut_after_seconds: float = Field(default=30.0, gt=0)

    # Suggestions by OpenAI. Not said whether: yes when there is a key, which the sandbox gives by itself.
    openai_api_base: str = ""
    openai_api_key: str = ""
    openai_model: str = "gpt-5.6-luna"
    ai_screening: bool | None = None

    # Settling a matter of more than this takes two people. US cents.
    two_persons_above_cents: int = Field(default=20_000, ge=0)

    sns_endpoint: str = ""
    aws_region: str = "us-east-1"
    aws_access_key_id: str = "sandbox"
    aws_secret_access_key: str = "sandbox"

    email_host: str = "127.0.0.1"
    email_port: int = 0
    email_user: str = ""
    email_password: str = ""
    email_tls: bool = False
    email_from: str = "Bidangil <hello@bidangil.example>"
    staff_email: str = "desk@bidangil.example"
    staff_language: Literal["en", "ko"] = "ko"
    # Empty: required in staging and production.
    staff_second_factor: Literal["", "required", "offered"] = ""

    @field_validator(
        "allowed_hosts",
        "csrf_trusted_origins",
        "cors_allowed_origins",
        "stripe_webhook_secrets",
        mode="before",
    )
    @classmethod
    def split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return [word.strip() for word in value.split(",") if word.strip()]
        return value

    @field_validator("ai_screening", mode="before")
    @classmethod
    def empty_is_unsaid(cls, value: object) -> object:
        return None if value == "" else value

    @model_validator(mode="after")
    def fill_addresses(self) -> "Env":
        """Addresses that were not named point at the sandbox."""
        self.site_url = (self.site_url or f"http://127.0.0.1:{self.port}").rstrip("/")
        self.sandbox_url = self.sandbox_url or f"http://127.0.0.1:{self.sandbox_port}"
        self.database_url = self.database_url or f"sqlite:///{self.var_dir / 'bidangil.sqlite3'}"
        self.stripe_api_base = self.stripe_api_base or self.sandbox_url
        self.fedex_api_base = self.fedex_api_base or f"{self.sandbox_url}/fedex"
        self.ups_api_base = self.ups_api_base or f"{self.sandbox_url}/ups"
        self.usps_api_base = self.usps_api_base or f"{self.sandbox_url}/usps"
        self.ems_api_base = self.ems_api_base or f"{self.sandbox_url}/ems"
        self.sns_endpoint = self.sns_endpoint or f"{self.sandbox_url}/sns"
        self.openai_api_base = self.openai_api_base or f"{self.sandbox_url}/openai/v1"
        if self.environment in ("demo", "test") and self.openai_api_base.startswith(self.sandbox_url):
            self.openai_api_key = self.openai_api_key or SANDBOX_KEY
        if self.ai_screening is None:
            self.ai_screening = bool(self.openai_api_key)
        self.email_port = self.email_port or self.sandbox_port + 1
        if not self.courier_poll_seconds:
            self.courier_poll_seconds = 2 if self.environment in ("demo", "test") else 3600
        if not self.staff_second_factor:
            is_play = self.environment in ("demo", "test")
            self.staff_second_factor = "offered" if is_play else "required"
        return self

    @model_validator(mode="after")
    def refuse_nonsense(self) -> "Env":
        """What would fail later, and in somebody else's words."""
        if not self.site_url.startswith(("http://", "https://")):
            raise ValueError(f"SITE_URL must begin with http:// or https://, not {self.site_url!r}.")
        if not self.database_url.startswith(("sqlite:///", "mysql://")):
            raise ValueError("DATABASE_URL must be sqlite:///path or mysql://user:password@host:port/name.")
        if not self.cache_url.startswith(("locmem://", "redis://", "rediss://", "db://")):
            raise ValueError("CACHE_URL must begin with locmem://, redis://, rediss:// or db://.")
        if self.live_redis_url and not self.live_redis_url.startswith(("redis://", "rediss://")):
            raise ValueError("LIVE_REDIS_URL must begin with redis:// or rediss://.")
        if self.grip_url and not self.grip_url.startswith(("http://", "https://")):
            raise ValueError("GRIP_URL must begin with http:// or https://.")
        if self.ai_screening and not self.openai_api_key:
            raise ValueError("AI_SCREENING=1 needs an OPENAI_API_KEY.")
        if self.environment in ("staging", "production") and self.engine_lease_seconds <= _LONGEST_CALL:
            raise ValueError(
                f"ENGINE_LEASE_SECONDS must be above {_LONGEST_CALL}: calls to providers take that long."
            )
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(f"VAR_DIR {self.var_dir} cannot be used: {error.strerror}.") from error
        return self

    @model_validator(mode="after")
    def refuse_dangerous_mixes(self) -> "Env":
        if self.stripe_secret_key.startswith("sk_live_") and self.stripe_api_base != STRIPE_API:
            raise ValueError(
                f"STRIPE_SECRET_KEY is a live key, so STRIPE_API_BASE must be {STRIPE_API}, "
                f"not {self.stripe_api_base}."
            )
        if self.openai_api_key.startswith("sk-") and self.openai_api_base.startswith(self.sandbox_url):
            raise ValueError("OPENAI_API_KEY is a real key, so OPENAI_API_BASE may not be the sandbox.")
        if self.environment == "production":
            # Without suggestions nobody calls OpenAI, and its address may stay as it is.
            suggestions = ("openai_api_base",) if self.ai_screening else ()
            sandboxed = [
                name.upper()
                for name in (
                    "stripe_api_base",
                    "fedex_api_base",
                    "ups_api_base",
                    "usps_api_base",
                    "ems_api_base",
                    "sns_endpoint",
                    *suggestions,
                )
                if getattr(self, name).startswith(self.sandbox_url)
            ]
            if sandboxed:
                raise ValueError(
                    "ENVIRONMENT=production may not talk to the sandbox: set " + ", ".join(sandboxed) + "."
                )
            if self.secret_key == Env.model_fields["secret_key"].default:
                raise ValueError("ENVIRONMENT=production needs a SECRET_KEY of its own.")
            if self.debug:
                raise ValueError("ENVIRONMENT=production may not run with DEBUG=1.")
            if self.staff_second_factor != "required":
                raise ValueError(
                    "ENVIRONMENT=production needs STAFF_SECOND_FACTOR=required: a password alone does not "
                    "open the desk there."
                )
            if self.cache_url.startswith("locmem"):
                raise ValueError(
                    "ENVIRONMENT=production needs a CACHE_URL that all processes share "
                    "(redis://host:port/0 or db://cache), or limits on log-ins count per process."
                )
        return self

    @property
    def uses_sandbox(self) -> bool:
        return self.stripe_api_base.startswith(self.sandbox_url)


def load() -> Env:
    """Read the environment; on nonsense print one line per fault and exit with status 2."""
    try:
        return Env()
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(str(part) for part in fault["loc"]).upper()
            message = fault["msg"].removeprefix("Value error, ")
            print(f"Configuration: {name + ': ' if name else ''}{message}", file=sys.stderr)
        raise SystemExit(2) from None
