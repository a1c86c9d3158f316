"""Any system with an https address: the result as JSON, signed as Standard Webhooks says, under an Idempotency-Key."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.connector import Call, Line, Result, check
from chalicelib.domain.errors import RetryableError
from chalicelib.domain.language import Localized
from chalicelib.domain.model import DomainModel
from chalicelib.domain.webhook import sign

_NO_OBJECT = Localized(en="Its answer is no JSON object.", zh="对方的应答不是 JSON 对象。")


class Settings(DomainModel):
    """Where results go."""

    url: str = Field(pattern=r"^https?://[^\s@#?]+(\?\S*)?$", max_length=2000)
    method: Literal["POST", "PUT"] = "POST"


class _Test(DomainModel):
    test: bool = True


class Generic:
    """A receiver of the tenant's own making."""

    key = "generic"
    title = Localized(en="Any system (HTTPS)", zh="任意系统（HTTPS）")
    settings = Settings

    def hand_over(self, line: Line, result: Result) -> None:
        """Send the result. Any 2xx with an empty body or a JSON object is a success."""
        self._send(line, result)

    def test(self, line: Line) -> None:
        """Send `{"test": true}`, signed as results are; the receiver should check the signature and do nothing."""
        self._send(line, _Test())

    def _send(self, line: Line, what: DomainModel) -> None:
        body = what.model_dump_json()
        settings = Settings.model_validate(dict(line.settings))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Candor-Connector/1",
            "Idempotency-Key": line.key,
            **sign((line.secret,), line.key, line.now, body),
        }
        answer = check(line.send(Call(method=settings.method, url=settings.url, headers=headers, body=body)), line.now)
        if answer is not None and not isinstance(answer, dict):
            raise RetryableError("unreadable_answer", _NO_OBJECT, retry_after=0)


CONNECTOR = Generic()
