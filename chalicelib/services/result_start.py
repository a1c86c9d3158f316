"""The last answer of an interview starts its result."""

from chalicelib.adapters.stepfunctions import ResultMachine
from chalicelib.domain.interview import Interview


class ResultStart:
    """Starts `interview_result` once per attempt, however many callers see that the interview is settled."""

    def __init__(self, machine: ResultMachine, tenant: str) -> None:
        self._machine = machine
        self._tenant = tenant

    def if_settled(self, interview: Interview) -> None:
        """Start the result when nothing more is to come: the first one, or that of an attempt which scored again."""
        if interview.settled and interview.closed_at is None and interview.state in {"submitted", "reported"}:
            self._machine.start(self._tenant, interview.id, interview.attempt, interview.redrives)

    def again(self, interview: Interview) -> None:
        """Start the result of a settled interview once more, under its next name, wherever the last one stopped."""
        self._machine.start(self._tenant, interview.id, interview.attempt, interview.redrives)

    def running(self, interview: Interview) -> bool:
        """Whether the last start is still at work."""
        return self._machine.state(interview.id, interview.attempt, interview.redrives) == "running"
