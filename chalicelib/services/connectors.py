"""Results on their way into other systems: one exchange for each connection and decision, tried until it is done.

A try that may have been carried out is repeated under the same key, never under another. What cannot be done ends as
failed, is told, and can be tried again by hand.
"""

import hashlib
from datetime import timedelta
from urllib.parse import urlsplit

import httpcore

from chalicelib.adapters.connection_secrets import ConnectionSecrets
from chalicelib.adapters.dynamodb.connections import Exchanges
from chalicelib.adapters.guarded_http import GuardedHttp, RefusedAddress
from chalicelib.connectors import connectors
from chalicelib.domain.clock import Clock
from chalicelib.domain.connection import MOST_TEXT, MOST_TRIES_KEPT, Connection, Exchange, Said
from chalicelib.domain.connector import Call, Line, Reply, Result
from chalicelib.domain.errors import CandorError, Conflict, PermanentError, RetryableError
from chalicelib.domain.event import ConnectorFacts
from chalicelib.domain.language import Localized
from chalicelib.observability import count
from chalicelib.services.connections import ConnectionService
from chalicelib.services.events import EventService
from chalicelib.services.handed_results import HandedResults
from chalicelib.services.notices import NoticeService

WAITS_S = (1, 5, 30, 120, 600, 1800)
"""Seconds after each try that failed; one more try follows the last of them."""
# Longer than one try may take, so that two tries of one exchange never overlap.
_CLAIM = timedelta(seconds=60)
_SHOWN_HEADERS = frozenset(
    {"content-type", "user-agent", "idempotency-key", "webhook-id", "webhook-timestamp", "retry-after", "location"}
)
_GONE = Localized(en="The connection is gone or switched off.", zh="该连接已删除或停用。")
_NO_SECRET = Localized(en="The connection's secret is gone.", zh="该连接的密钥已不存在。")
_GIVEN_UP = Localized(en="It did not work, again and again.", zh="多次尝试均未成功。")
_FAILED = Localized(en="The results could not be handed over.", zh="结果未能推送。")
_NO_ANSWER = Localized(en="There was no answer.", zh="对方没有应答。")
_NOT_FAILED = Localized(
    en="Only an exchange that was given up can be tried again by hand.", zh="只有已放弃的交换才能手动重试。"
)


class ConnectorService:
    """The exchanges of one tenant."""

    def __init__(
        self,
        connections: ConnectionService,
        exchanges: Exchanges,
        secrets: ConnectionSecrets,
        results: HandedResults,
        http: GuardedHttp,
        events: EventService,
        notices: NoticeService,
        clock: Clock,
        tenant: str,
    ) -> None:
        self._connections = connections
        self._exchanges = exchanges
        self._secrets = secrets
        self._results = results
        self._http = http
        self._events = events
        self._notices = notices
        self._clock = clock
        self._tenant = tenant

    def wanted(self) -> tuple[str, ...]:
        """Ids of the connections that results go to."""
        return tuple(sorted(one.id for one in self._connections.all() if one.enabled))

    def hand_over(self, connection_id: str, interview_id: str, attempt: int) -> int:
        """Try to hand the decision that holds over; the seconds to wait before the next try, 0 when it is done.

        Raises PermanentError once it is given up.
        """
        result = self._results.of(interview_id, attempt)
        exchange = self._exchanges.create_or_find(
            Exchange(
                id=self._id(connection_id, interview_id, attempt, result.decision_number),
                connection=connection_id,
                kind="result",
                interview=interview_id,
                attempt=attempt,
                number=result.decision_number,
                created_at=self._clock.now(),
            )
        )
        if exchange.state == "failed":
            raise PermanentError("not_handed_over", exchange.problem or _FAILED)
        tried = self._try(exchange.id, result) if exchange.state == "pending" else exchange
        if tried.state == "failed":
            raise PermanentError("not_handed_over", tried.problem or _FAILED)
        if tried.state == "done":
            return 0
        due = max(filter(None, (tried.not_before, tried.busy_until)), default=self._clock.now())
        return max(1, round((due - self._clock.now()).total_seconds() + 0.5))

    def failed(self, connection_id: str, interview_id: str, attempt: int) -> None:
        """Tell the tenant that results could not be handed over: its systems by an event, its people by a notice."""
        number = self._results.number(interview_id, attempt)
        exchange = self._exchanges.find(self._id(connection_id, interview_id, attempt, number))
        # What stopped the step before it came to the exchange is not of this interview alone; it is told all the same.
        self._tell(connection_id, interview_id, attempt, exchange)

    def test(self, connection_id: str, exchange_id: str) -> Exchange:
        """Try a connection out, once and at once. What came of it is on record; a success is noted."""
        connection = self._connections.require(connection_id).value
        now = self._clock.now()
        made = Exchange(id=exchange_id, connection=connection_id, kind="test", created_at=now)
        if self._exchanges.create_or_find(made).state != "pending":
            return self._exchanges.require(exchange_id)
        tried = self._try(exchange_id, None, last=True)
        if tried.state == "done":
            self._connections.passed(connection, self._clock.now())
        return tried

    def retry(self, exchange_id: str) -> Exchange:
        """Try an exchange that was given up once more, at once, under its old key.

        Raises NotFound, Conflict for one that was not given up.
        """

        def again(known: Exchange) -> Exchange | None:
            if known.state != "failed" or known.kind != "result":
                return None
            return known.model_copy(update={"state": "pending", "tries": 0, "not_before": None, "problem": None})

        self._exchanges.require(exchange_id)
        exchange = self._exchanges.change(exchange_id, again)
        if exchange is None or exchange.interview is None or exchange.attempt is None:
            raise Conflict("exchange_not_failed", _NOT_FAILED)
        result = self._results.of(exchange.interview, exchange.attempt)
        tried = self._try(exchange_id, result, last=True)
        if tried.state == "failed":
            self._tell(tried.connection, exchange.interview, exchange.attempt, tried)
        return tried

    def require(self, exchange_id: str) -> Exchange:
        """The exchange; raises NotFound."""
        return self._exchanges.require(exchange_id)

    def page(self, connection_id: str, after: str | None, limit: int) -> tuple[tuple[Exchange, ...], str | None]:
        """Exchanges of a connection, newest first. Raises NotFound."""
        self._connections.require(connection_id)
        return self._exchanges.page(connection_id, after, limit)

    def _try(self, exchange_id: str, result: Result | None, *, last: bool = False) -> Exchange:
        """One try, unless another is at it or its time has not come. With `last` there is none after it."""
        now = self._clock.now()

        def claim(known: Exchange) -> Exchange | None:
            held = [moment for moment in (known.busy_until, known.not_before) if moment and moment > now]
            if known.state != "pending" or held:
                return None
            return known.model_copy(update={"tries": known.tries + 1, "busy_until": now + _CLAIM})

        claimed = self._exchanges.change(exchange_id, claim)
        if claimed is None:
            return self._exchanges.require(exchange_id)
        said: list[Said] = []
        problem: CandorError | None = None
        try:
            self._send(claimed, result, said)
        except (RetryableError, PermanentError) as error:
            problem = error
        given_up = isinstance(problem, PermanentError) or last or claimed.tries > len(WAITS_S)
        after = self._clock.now()

        def note(known: Exchange) -> Exchange:
            update: dict[str, object] = {"busy_until": None, "said": (*known.said, *said)[-MOST_TRIES_KEPT:]}
            if problem is None:
                update |= {"state": "done", "problem": None, "not_before": None}
            elif given_up:
                update |= {"state": "failed", "problem": problem.text, "failures": known.failures + 1}
            else:
                asked = problem.retry_after if isinstance(problem, RetryableError) else 0
                pause = max(asked, WAITS_S[claimed.tries - 1])
                update |= {"problem": problem.text, "not_before": after + timedelta(seconds=pause)}
            return known.model_copy(update=update)

        count("ExchangeFailed" if problem else "ExchangeDone")
        return self._exchanges.change(exchange_id, note) or self._exchanges.require(exchange_id)

    def _send(self, exchange: Exchange, result: Result | None, said: list[Said]) -> None:
        connection = self._usable(exchange)
        connector = connectors().get(connection.connector)
        secret = self._secrets.read(connection.id)
        if connector is None or secret is None:
            raise PermanentError("connection_broken", _NO_SECRET)

        def send(call: Call) -> Reply:
            reply = self._call(call, secret, said)
            if reply is None:
                raise RetryableError("no_answer", _NO_ANSWER, retry_after=0)
            return reply

        line = Line(connection.settings, secret, exchange.id, self._clock.now(), send)
        if result is None:
            connector.test(line)
        else:
            connector.hand_over(line, result)

    def _usable(self, exchange: Exchange) -> Connection:
        found = next((one for one in self._connections.all() if one.id == exchange.connection), None)
        if found is None or (exchange.kind == "result" and not found.enabled):
            raise PermanentError("connection_gone", _GONE)
        return found

    def _call(self, call: Call, secret: str, said: list[Said]) -> Reply | None:
        """Send one request and put it on record; None where no answer came. Raises PermanentError."""
        spoken = Said(
            at=self._clock.now(),
            method=call.method,
            url=urlsplit(call.url)._replace(query="", fragment="").geturl(),
            headers=_shown(call.headers),
            body=_without(secret, call.body),
        )
        try:
            answer = self._http.request(call.method, call.url, call.headers, call.body.encode())
        except RefusedAddress as error:
            said.append(spoken.model_copy(update={"error": f"refused to connect to {error}"}))
            text = Localized(en="Its address must not be reached from here.", zh="不允许访问该地址。")
            raise PermanentError("refused_address", text) from error
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, ValueError) as error:
            said.append(spoken.model_copy(update={"error": f"{type(error).__name__}: {error}"[:500]}))
            return None
        heard_text = answer.body.decode("utf-8", "replace")
        heard = {
            "status": answer.status,
            "answer_headers": _shown(answer.headers),
            "answer": _without(secret, heard_text),
        }
        said.append(spoken.model_copy(update=heard))
        return Reply(status=answer.status, headers=answer.headers, text=heard_text)

    def _tell(self, connection_id: str, interview_id: str, attempt: int, exchange: Exchange | None) -> None:
        connection = next((one for one in self._connections.all() if one.id == connection_id), None)
        problem = exchange.problem if exchange and exchange.problem else _GIVEN_UP
        named = exchange.id if exchange else self._id(connection_id, interview_id, attempt, 0)
        about = f"{named}/{exchange.failures if exchange else 0}"
        facts = ConnectorFacts(
            connector=connection.connector if connection else connection_id,
            exchange_id=named,
            interview_id=interview_id,
            attempt=attempt,
            reason=problem.en,
        )
        self._events.publish("connector.failed", about, facts)
        name = connection.name if connection else connection_id
        self._notices.request(
            "connector_failed", about, "tenant", facts={"reason": f"{name}: {problem.en} {problem.zh}"}
        )

    def _id(self, connection_id: str, interview_id: str, attempt: int, number: int) -> str:
        named = f"{self._tenant}/{connection_id}/{interview_id}/{attempt}/{number}"
        return f"exc{hashlib.sha256(named.encode()).hexdigest()[:32]}"


def _shown(headers: dict[str, str]) -> dict[str, str]:
    """The headers that hold no secret."""
    return {name: value[:200] for name, value in headers.items() if name.lower() in _SHOWN_HEADERS}


def _without(secret: str, text: str) -> str:
    """The beginning of a text that is kept, without a secret that it may repeat."""
    for one in (secret, secret.removeprefix("whsec_")):
        text = text.replace(one, "***")
    return text[:MOST_TEXT]
