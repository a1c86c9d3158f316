"""The worker's part of a rescoring: takes interviews into it and queues their answers, which intake scores."""

import logging

from chalicelib.bootstrap import Services
from chalicelib.domain.messages import Prepare
from workers.unfinished import Going, Unfinished

_logger = logging.getLogger(__name__)


def rescore(services: Services, message: Prepare, going: Going) -> None:
    """Take the interviews that are left. Raises Unfinished when `going` says no; done again, it goes on there."""
    service = services.rescoring
    rescoring = service.begin(message)
    if rescoring is None:
        return
    for batch in service.batches(rescoring):
        for interview in batch.interviews:
            if not going():
                raise Unfinished
            service.take(rescoring, interview)
        rescoring = service.advance(rescoring, batch.after)
        _logger.info("scoring again", extra={"job": rescoring.job, "interviews": rescoring.total})
