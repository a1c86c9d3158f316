"""A small client of the public REST API that outlives restarts of what it talks to."""

import time
from typing import Any

import httpx

PATIENCE_S = 120.0
_PAUSE_S = 0.5
_GONE = frozenset({500, 502, 503, 504})


class Refused(Exception):
    """The API said no, in a problem document."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail


class Api:
    """One caller: a tenant's system with its API key, or a candidate with a session token."""

    def __init__(self, base: str, token: str, http: httpx.Client | None = None) -> None:
        self._base = base
        self._token = token
        self._http = http or httpx.Client(base_url=base, timeout=30, trust_env=False)

    def as_candidate(self, session_token: str) -> "Api":
        """The same API for a candidate, over the same connections."""
        return Api(self._base, session_token, self._http)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: str) -> Any:
        """GET; raises Refused."""
        return self._send("GET", path, params=query)

    def post(self, path: str, body: object | None = None, key: str | None = None) -> Any:
        """POST, with an Idempotency-Key where there is one; raises Refused."""
        return self._send("POST", path, json=body if body is not None else {}, key=key)

    def put(self, path: str, body: object) -> Any:
        """PUT; raises Refused."""
        return self._send("PUT", path, json=body)

    def delete(self, path: str) -> None:
        """DELETE; raises Refused."""
        self._send("DELETE", path)

    def put_file(self, url: str, headers: dict[str, str], content: bytes) -> None:
        """Upload to a signed address. A file that is there already (412) is what was wanted."""

        def upload() -> httpx.Response:
            return self._http.put(url, headers=headers, content=content, timeout=60)

        answer = _patiently(upload)
        if answer.status_code != httpx.codes.PRECONDITION_FAILED and answer.is_error:
            raise Refused(answer.status_code, "upload_refused", answer.text[:200])

    def _send(
        self,
        method: str,
        path: str,
        json: object | None = None,
        params: dict[str, str] | None = None,
        key: str | None = None,
    ) -> Any:
        headers = {"Authorization": f"Bearer {self._token}", **({"Idempotency-Key": key} if key else {})}
        answer = _patiently(lambda: self._http.request(method, path, json=json, params=params, headers=headers))
        if answer.is_error:
            problem = _problem(answer)
            raise Refused(answer.status_code, problem.get("type", "").rpartition(":")[2], problem.get("detail", ""))
        return answer.json() if answer.content else None


def _patiently(send: Any) -> httpx.Response:
    """Send until there is an answer that is no outage; every call here may be repeated."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        late = time.monotonic() > deadline
        try:
            answer: httpx.Response = send()
        except httpx.TransportError:
            if late:
                raise
        else:
            if late or not (answer.status_code in _GONE or _still_running(answer)):
                return answer
        time.sleep(_PAUSE_S)


def _still_running(answer: httpx.Response) -> bool:
    """Whether an earlier try of this very request, cut off on the way back, has not come to its end yet."""
    return answer.status_code == httpx.codes.CONFLICT and _problem(answer).get("type", "").endswith(
        "request_in_progress"
    )


def _problem(answer: httpx.Response) -> dict[str, str]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
