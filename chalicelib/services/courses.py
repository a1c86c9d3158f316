"""Courses for candidates whose score of a dimension is under the job's bound, from the tenant's own list."""

from chalicelib.adapters.dynamodb.collection import Collection
from chalicelib.adapters.dynamodb.interviews import Interviews
from chalicelib.adapters.dynamodb.results import Results
from chalicelib.domain.event import Course, CourseFacts
from chalicelib.domain.tenant import Tenant
from chalicelib.services.events import EventService
from chalicelib.services.notices import NoticeService


class CourseService:
    """Suggestions of one tenant."""

    def __init__(
        self,
        interviews: Interviews,
        results: Results,
        tenants: Collection[Tenant],
        events: EventService,
        notices: NoticeService,
        tenant: str,
    ) -> None:
        self._interviews = interviews
        self._results = results
        self._tenants = tenants
        self._events = events
        self._notices = notices
        self._tenant = tenant

    def suggest(self, interview_id: str, attempt: int) -> tuple[Course, ...]:
        """Suggest the courses, once for an attempt; none where it only scored again what was suggested for before.

        A dimension that could not be judged has no score to be under a bound.
        """
        interview = self._interviews.require(interview_id)
        scorecard = self._results.scorecard(interview_id, attempt)
        decision = self._results.decision(interview_id, attempt)
        bound = decision.rules.course_below if decision and decision.outcome != "retest" else None
        if scorecard is None or bound is None or interview.rescored(attempt):
            return ()
        low = {one.dimension: one.score for one in scorecard.dimensions if one.score is not None and one.score < bound}
        listed = [one for one in self._tenants.require(self._tenant).value.courses if one.dimension in low]
        if not listed:
            return ()
        courses = tuple(Course(dimension=one.dimension, score=low[one.dimension], url=one.url) for one in listed)
        about = f"{interview_id}/{attempt}"
        facts = CourseFacts(**self._events.facts(interview, attempt).model_dump(), courses=courses)
        self._events.publish("interview.courses_suggested", about, facts)
        names = "\n".join(f"{one.title}: {one.url}" for one in listed)
        self._notices.request(
            "course", about, "candidate", interview=interview, facts={"courses": names, "url": listed[0].url}
        )
        return courses
