"""The last answer of an interview starts its result, and so does a decision that is made after the end."""

from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.stepfunctions import ResultMachine
from chalicelib.domain.clock import Clock
from chalicelib.domain.interview import Interview, Waiting


class ResultStart:
    """Starts `interview_result` once per attempt, however many callers see that the interview is settled."""

    def __init__(self, machine: ResultMachine, interviews: Interviews, clock: Clock, tenant: str) -> None:
        self._machine = machine
        self._interviews = interviews
        self._clock = clock
        self._tenant = tenant

    def if_settled(self, interview: Interview) -> None:
        """Start the result when nothing more is to come: the first one, or that of an attempt which scored again."""
        if interview.settled and interview.closed_at is None and interview.state in {"submitted", "reported"}:
            self._machine.start(self._tenant, interview.id, interview.attempt, interview.redrives)

    def again(self, interview: Interview) -> None:
        """Start the result of a settled interview once more, under its next name, wherever the last one stopped."""
        self._machine.start(self._tenant, interview.id, interview.attempt, interview.redrives)

    def again_for_decision(self, interview: Interview) -> None:
        """Open a closed interview and start its result again, for what follows from a decision that nothing waited for.

        What was done before is not done again: every step has its effect once. Where the start is lost, the sweeper
        finds the interview open.
        """
        now = self._clock.now()

        def reopen(current: Interview) -> Interview:
            if current.attempt != interview.attempt:
                return current
            redrives = current.redrives + 1
            waiting = Waiting(attempt=current.attempt, until=now, redrives=redrives)
            return current.model_copy(update={"closed_at": None, "redrives": redrives, "waiting": waiting})

        changed, reopened = self._interviews.change(interview.id, now, reopen)
        if reopened:
            self.again(changed)

    def running(self, interview: Interview) -> bool:
        """Whether the last start is still at work."""
        return self._machine.state(interview.id, interview.attempt, interview.redrives) == "running"
