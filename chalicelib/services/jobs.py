"""Jobs with their competency model and questions."""

from chalicelib.adapters.dynamodb.jobs import Jobs
from chalicelib.domain.errors import NotFound
from chalicelib.domain.job import Job
from chalicelib.domain.language import Localized


class JobService:
    """What a tenant does with its jobs."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def create(self, job: Job) -> Job:
        """Keep a new job; doing it again with the same id gives the job that is there."""
        if self._jobs.create(job):
            return job
        return self.require(job.id)

    def require(self, job_id: str) -> Job:
        """The job; raises NotFound."""
        if job := self._jobs.get(job_id):
            return job
        raise NotFound("job_not_found", Localized(en="There is no such job.", zh="没有这个职位。"))

    def page(self, after: str | None, limit: int) -> tuple[tuple[Job, ...], str | None]:
        """Jobs, newest first."""
        return self._jobs.page(after, limit)
