"""One bundled candidate: is invited, opens the link, consents, uploads three answers, submits, gets a report."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.demo import job
from infra.local.demo.api import Api, Refused
from infra.local.demo.memory import Memory

POLL_S = 1.5
REPORT_WITHIN_S = 900.0
Say = Callable[[str], None]


@dataclass(frozen=True)
class Spoken:
    """A bundled answer."""

    question: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class BundledInterview:
    """A bundled interview as `interviews.json` describes it."""

    key: str
    candidate: dict[str, str]
    answers: tuple[Spoken, ...]


def load(entry: dict[str, Any], folder: Path) -> BundledInterview:
    """One entry of `interviews.json` with its recordings."""
    answers = tuple(
        Spoken(answer["question"], answer["content_type"], (folder / answer["file"]).read_bytes())
        for answer in entry["answers"]
    )
    return BundledInterview(entry["key"], entry["candidate"], answers)


def carry_through(api: Api, job_id: str, bundled: BundledInterview, memory: Memory, say: Say) -> dict[str, Any]:
    """Bring one interview to its report, from wherever an earlier run left it; the interview as the API shows it.

    When the store lost the interview (a killed emulator may forget its last moment), it is begun anew.
    """
    deadline = time.monotonic() + REPORT_WITHIN_S
    while True:
        known = memory.recall(bundled.key)
        try:
            if known is None or known["job_id"] != job_id:
                known = invite(api, job_id, bundled, memory)
                say("invited")
            interview = api.get(f"/v1/interviews/{known['interview_id']}")
            if interview["submitted_at"] is None:
                hand_in(api, known["token"], bundled, say)
            finished = _wait(api, known["interview_id"], deadline, say)
        except Refused as refused:
            if time.monotonic() > deadline:
                raise
            say(f"starting again: {refused}")
            if refused.code in {"interview_not_found", "invitation_not_found", "invitation_expired", "job_not_found"}:
                memory.forget(bundled.key)
            time.sleep(POLL_S)
            continue
        if finished["submitted_at"] is not None:
            return finished


def invite(api: Api, job_id: str, bundled: BundledInterview, memory: Memory) -> dict[str, str]:
    """Invite the candidate; the interview's id and the link's token."""
    invited = job.invite(api, job_id, bundled.candidate, memory.fresh_key(bundled.key))
    known = {"job_id": job_id, "interview_id": invited["interview_id"], "token": invited["token"]}
    memory.remember(bundled.key, known)
    return known


def hand_in(api: Api, token: str, bundled: BundledInterview, say: Say) -> None:
    """What the candidate does: open the link, consent, upload what is not there yet, submit."""
    notice = api.get(f"/v1/invitations/{token}")["consent_notice"]
    session = api.post(f"/v1/invitations/{token}/sessions", {"device_key": _device_key(bundled)})
    own = api.as_candidate(session["session_token"])
    interview = own.post("/v1/candidate/consent", {"text_version": notice["text_version"]})
    handed_in = {answer["question"] for answer in interview["answers"] if answer["state"] in {"received", "analysed"}}
    for number, spoken in enumerate(bundled.answers, start=1):
        if spoken.question not in handed_in:
            _upload(own, spoken)
        say(f"uploaded {number}/{len(bundled.answers)}")
    own.post("/v1/candidate/submission")
    say("submitted")


def _device_key(bundled: BundledInterview) -> str:
    """What the candidate's phone made up for itself; the same phone after a restart."""
    return hashlib.sha256(bundled.key.encode()).hexdigest()


def _upload(own: Api, spoken: Spoken) -> None:
    digest = base64.b64encode(hashlib.sha256(spoken.content).digest()).decode()
    announced = {"content_type": spoken.content_type, "size": len(spoken.content), "sha256": digest}
    route = f"/v1/candidate/answers/{spoken.question}/uploads"
    signed = own.post(route, announced)
    own.put_file(signed["url"], signed["headers"], spoken.content)
    own.post(f"{route}/{signed['upload_id']}/completion")


def _wait(api: Api, interview_id: str, deadline: float, say: Say) -> dict[str, Any]:
    """Poll until the interview has its report or needs a person, or turns out not to be submitted after all."""
    shown = -1
    while True:
        interview: dict[str, Any] = api.get(f"/v1/interviews/{interview_id}")
        settled = sum(answer["state"] in {"analysed", "rejected", "unanswered"} for answer in interview["answers"])
        if settled != shown:
            shown = settled
            say(f"analysed {settled}/{len(interview['answers'])}")
        finished = interview["state"] in {"reported", "needs_attention"}
        if finished or interview["submitted_at"] is None or time.monotonic() > deadline:
            return interview
        time.sleep(POLL_S)
