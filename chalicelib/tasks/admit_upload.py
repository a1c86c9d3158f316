"""Queue `uploads`: the store's own word that an object appeared, the safety net behind `complete`."""

import json
from typing import Any
from urllib.parse import unquote_plus

from chalice.app import Blueprint

from chalicelib.bootstrap import services_for
from chalicelib.domain.media_key import parse_recording_key
from chalicelib.observability import about, logger
from chalicelib.tasks.handler import Event, queue_consumer

task = Blueprint(__name__)


def _admit(body: str) -> None:
    notification = json.loads(body)
    # A new bucket notification announces itself with an `s3:TestEvent` that has no records.
    for record in notification.get("Records", ()):
        key = parse_recording_key(unquote_plus(record["s3"]["object"]["key"]))
        if key is None:
            logger.warning("an object with a key that is no recording's")
            continue
        about(key.tenant, key.interview)
        services_for(key.tenant).admission.admit(key)


_consume = queue_consumer(_admit)


@task.lambda_function(name="admit_upload")
def admit_upload(event: Event, context: Any) -> Event:
    """Admit every object of the batch."""
    return _consume(event, context)
