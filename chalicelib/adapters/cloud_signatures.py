"""Signatures of requests to Aliyun (ACS3-HMAC-SHA256) and Tencent Cloud (TC3-HMAC-SHA256), after their documents."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_ACS3 = "ACS3-HMAC-SHA256"
_TC3 = "TC3-HMAC-SHA256"


def acs3(
    url: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, access_key_id: str, secret: str
) -> dict[str, str]:
    """The headers that sign a POST to Aliyun: those given (`x-acs-…`), host, digest and Authorization.

    https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
    """
    parts = urlsplit(url)
    digest = hashlib.sha256(body).hexdigest()
    signed = {**{name.lower(): value for name, value in headers.items()}, "x-acs-content-sha256": digest}
    signed["host"] = parts.netloc
    names = ";".join(sorted(signed))
    canonical = "\n".join(
        (
            "POST",
            quote(parts.path or "/", safe="/-_.~"),
            "&".join(f"{_quoted(name)}={_quoted(query[name])}" for name in sorted(query)),
            *(f"{name}:{signed[name].strip()}" for name in sorted(signed)),
            "",
            names,
            digest,
        )
    )
    to_sign = f"{_ACS3}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return {
        **signed,
        "Authorization": f"{_ACS3} Credential={access_key_id},SignedHeaders={names},Signature={signature}",
    }


def tc3(url: str, content_type: str, body: bytes, at: datetime, secret_id: str, secret: str, service: str) -> str:
    """The Authorization header of a POST to Tencent Cloud, over content type, host and body.

    https://cloud.tencent.com/document/api/382/52072
    """
    parts = urlsplit(url)
    timestamp, day = int(at.timestamp()), at.astimezone(UTC).strftime("%Y-%m-%d")
    canonical = "\n".join(
        (
            "POST",
            parts.path or "/",
            "",
            f"content-type:{content_type}",
            f"host:{parts.netloc}",
            "",
            "content-type;host",
            hashlib.sha256(body).hexdigest(),
        )
    )
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{_TC3}\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{_TC3} Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}"


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
