"""One frozen object with everything a person can set, by the environment (`ASSIST_*`) or the command line."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default and meaning; the README's table is tested against this class."""

    model_config = SettingsConfigDict(env_prefix="ASSIST_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8787, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    hosts: str = Field(
        "",
        description="Further names that the server is reached by (behind a proxy, say), separated by commas.",
    )
    data: Path = Field(
        Path.home() / ".local" / "share" / "assist", description="Folder of the database, tokens and backups."
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL of the store; empty: SQLite in the data folder."
    )
    model: Path | None = Field(
        None, description="Folder of the model; empty: the one that ships with Assist."
    )
    engine: Literal["onnx", "torch"] = Field("onnx", description="What runs the model.")
    threads: int = Field(1, ge=1, le=64, description="Threads the engine may use for one batch.")
    sensitivity: Literal["low", "normal", "high"] = Field(
        "normal", description="How readily a score is shown: low shows less, high shows more."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity logged."
    )
    order_pattern: str = Field(
        r"#\d{5,}\b|\b(?:INV|ORD|TRX|PO|SO)[-/#]?\d[\dA-Z/-]{4,}"
        r"|\b(?:order|pesanan|invoice|resi)(?:\s+(?:no|nomor|number|id)\b\.?)?\s*[:#]?\s*"
        r"([A-Z]{0,4}-?\d[\dA-Z-]{4,})",
        description="Regular expression of order numbers, masked (its group, where it has one) before a "
        "reply is stored; empty masks none.",
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect issuer to sign in through; empty: passwords only."
    )
    oidc_client_id: str = Field("", description="This server's client id at the issuer.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="This server's client secret there.")
    llm_url: str = Field(
        "",
        description="Base address (up to /v1) of an OpenAI-compatible language model on your own network, "
        "asked to rewrite whole replies; empty: none is ever contacted.",
    )
    llm_model: str = Field("", description="Name of the language model to ask for there.")
    llm_key: SecretStr = Field(
        SecretStr(""), description="Key of the language model's server, where it wants one."
    )
