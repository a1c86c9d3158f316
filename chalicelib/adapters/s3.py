"""The media bucket: signed uploads, what lies there, results and reports."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, cast

from botocore.exceptions import ClientError

from chalicelib.domain.errors import InvalidInput, NotFound
from chalicelib.domain.interview import Upload
from chalicelib.domain.language import Localized

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CHUNK = 1 << 20


@dataclass(frozen=True)
class ObjectFacts:
    """What the store itself says about an object."""

    size: int
    sha256: str | None
    content_type: str


class Media:
    """The objects of all tenants; keys come from `domain/media_key.py`, which puts the tenant in front."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def sign_upload(self, upload: Upload, expires_in: int) -> tuple[str, dict[str, str]]:
        """An address to PUT one file to, and the headers to send with it.

        Size, type and checksum are part of the signature, and an object that exists is never replaced.
        """
        url = self._client.generate_presigned_url(
            "put_object",
            Params={
                "Bucket": self._bucket,
                "Key": upload.key,
                "ContentType": upload.content_type,
                "ContentLength": upload.size,
                "ChecksumSHA256": upload.sha256,
                "IfNoneMatch": "*",
            },
            ExpiresIn=expires_in,
        )
        headers = {
            "Content-Type": upload.content_type,
            "Content-Length": str(upload.size),
            "x-amz-checksum-sha256": upload.sha256,
            "If-None-Match": "*",
        }
        return url, headers

    def sign_playback(self, key: str, expires_in: int) -> str:
        """An address to play a recording from."""
        return self._client.generate_presigned_url(
            "get_object", Params={"Bucket": self._bucket, "Key": key}, ExpiresIn=expires_in
        )

    def sign_download(self, key: str, name: str, expires_in: int) -> str:
        """An address to fetch a file from, which a browser saves as `name`."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": key, "ResponseContentDisposition": f'attachment; filename="{name}"'},
            ExpiresIn=expires_in,
        )

    def facts(self, key: str) -> ObjectFacts | None:
        """What lies at `key`, if anything does."""
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key, ChecksumMode="ENABLED")
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
                return None
            raise
        return ObjectFacts(head["ContentLength"], head.get("ChecksumSHA256"), head.get("ContentType", ""))

    def read(self, key: str, limit: int) -> bytes:
        """The object's bytes. Raises NotFound, and InvalidInput when it is larger than `limit` bytes."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
                text = Localized(en="The recording is not there.", zh="找不到该录音。")
                raise NotFound("recording_not_found", text) from error
            raise
        if answer["ContentLength"] > limit:
            text = Localized(en=f"The file is larger than {limit} bytes.", zh=f"文件超过 {limit} 字节。")
            raise InvalidInput("file_too_large", text)
        return answer["Body"].read()

    def write_json(self, key: str, document: str) -> None:
        """Keep a JSON document; writing it again with the same content changes nothing."""
        self._client.put_object(
            Bucket=self._bucket, Key=key, Body=document.encode(), ContentType="application/json; charset=utf-8"
        )

    def open(self, key: str) -> BinaryIO | None:
        """The object as a stream that is read once, if there is one; the caller closes it."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
                return None
            raise
        return cast("BinaryIO", answer["Body"])

    def write_answer(self, upload: Upload, content: bytes) -> None:
        """Keep a typed answer under the promises of a signed upload; one that is there already stays."""
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=upload.key,
                Body=content,
                ContentType=upload.content_type,
                ChecksumSHA256=upload.sha256,
                IfNoneMatch="*",
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in {409, 412}:
                raise

    def write_file(self, key: str, content: BinaryIO, content_type: str) -> None:
        """Keep a file in the place of the one before."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=content, ContentType=content_type)

    def delete(self, key: str) -> None:
        """Take an object away, if it is there."""
        self._client.delete_object(Bucket=self._bucket, Key=key)
