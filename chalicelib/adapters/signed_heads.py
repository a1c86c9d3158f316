"""The audit bucket: signed heads of the chains, each written once and locked by the bucket's own retention."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.domain.audit import SignedHead

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_MISSING = 404
_THERE = frozenset({409, 412})
"""Refusals of `If-None-Match: *`: there is one, or somebody else is writing one at this moment."""


@dataclass(frozen=True)
class HeadVersion:
    """One version of an object below a tenant's prefix; `marker` when it only says that the object was deleted."""

    key: str
    version: str
    marker: bool


class SignedHeads:
    """The signed heads of all tenants."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def find(self, tenant: str, sequence: int) -> SignedHead | None:
        """The head that was signed at this number."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=head_key(tenant, sequence))
        except ClientError as error:
            if _status(error) == _MISSING:
                return None
            raise
        return SignedHead.model_validate_json(answer["Body"].read(), extra="ignore")

    def keep(self, head: SignedHead) -> bool:
        """Keep a signed head; False if there is one at its number."""
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=head_key(head.tenant, head.sequence),
                Body=head.model_dump_json().encode(),
                ContentType="application/json",
                IfNoneMatch="*",
                # A bucket that locks its objects takes none without a checksum.
                ChecksumAlgorithm="SHA256",
            )
        except ClientError as error:
            if _status(error) in _THERE:
                return False
            raise
        return True

    def versions(self, tenant: str) -> Iterator[HeadVersion]:
        """Every version of everything that a tenant has here, deletions among them."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix=f"t/{tenant}/audit/"
        )
        for page in pages:
            for version in page.get("Versions", []):
                yield HeadVersion(version["Key"], version["VersionId"], marker=False)
            for marker in page.get("DeleteMarkers", []):
                yield HeadVersion(marker["Key"], marker["VersionId"], marker=True)

    def read(self, version: HeadVersion) -> SignedHead:
        """One version. Raises ValueError for what is no signed head."""
        answer = self._client.get_object(Bucket=self._bucket, Key=version.key, VersionId=version.version)
        return SignedHead.model_validate_json(answer["Body"].read(), extra="ignore")

    def tenants(self) -> Iterator[str]:
        """Across tenants: those that have something here, even if it was deleted since. For the operator alone."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self._bucket, Prefix="t/", Delimiter="/"
        )
        for page in pages:
            for prefix in page.get("CommonPrefixes", []):
                yield prefix["Prefix"].split("/")[1]


def head_key(tenant: str, sequence: int) -> str:
    """Where a signed head lies."""
    return f"t/{tenant}/audit/{sequence:012}.json"


def _status(error: ClientError) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])
