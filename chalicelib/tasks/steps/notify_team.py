"""Step of `interview_result`: tell the hiring team that the report is ready, or that the result needs a person."""

from chalicelib.bootstrap import services_for
from chalicelib.domain.errors import PermanentError
from chalicelib.domain.language import Localized
from chalicelib.domain.notice import Purpose
from chalicelib.tasks.handler import Event, StepInput

_PURPOSES: dict[str, Purpose] = {"report_ready": "report_ready", "needs_attention": "needs_attention"}
_NO_PURPOSE = Localized(en="There is no such notice to the team.", zh="没有这种发给团队的通知。")


def _work(given: StepInput, event: Event) -> None:
    purpose = _PURPOSES.get(str(event.get("purpose")))
    if purpose is None:
        raise PermanentError("unknown_purpose", _NO_PURPOSE)
    services_for(given.tenant).outcomes.tell_team(purpose, given.interview, given.attempt)


STEP = _work
