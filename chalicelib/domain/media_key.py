"""Object keys of the media bucket, made and taken apart in this one place.

t/{tenant}/media/{interview}/{question}/{upload}.recording           a recording as the candidate sent it
t/{tenant}/results/{interview}/{attempt}/{question}/{upload}.json    its transcript and scores
t/{tenant}/reports/{interview}/{attempt}.json                        the report of an interview
t/{tenant}/reports/{interview}/{attempt}.explanation.json            what it means, in words
t/{tenant}/reports/{interview}/{attempt}-{digest}.pdf                a report as a PDF, named by all that is in it
t/{tenant}/scoring/{job}/{calibration}-{digest}.json                 the fit of a question that people rated
t/{tenant}/cvs/{candidate}/{upload}.cv                               a CV as it was uploaded
t/{tenant}/cvs/{candidate}/{upload}.json                             its text and the facts found in it

The bucket notifies by suffix, which is why recordings have one of their own.
"""

import re
from typing import NamedTuple

_RECORDING = re.compile(
    r"t/(?P<tenant>[a-z0-9]{1,40})/media/(?P<interview>[a-z0-9]{1,40})/(?P<question>[a-z][a-z0-9_]{0,39})/(?P<upload>[a-z0-9]{1,40})\.recording"
)


class RecordingKey(NamedTuple):
    """Where one upload of one answer lies."""

    tenant: str
    interview: str
    question: str
    upload: str

    def __str__(self) -> str:
        """The object key."""
        return f"t/{self.tenant}/media/{self.interview}/{self.question}/{self.upload}.recording"


def parse_recording_key(key: str) -> RecordingKey | None:
    """The parts of a recording's key; None for any other key, dot segments and escapes included."""
    match = _RECORDING.fullmatch(key)
    return RecordingKey(**match.groupdict()) if match else None


def result_key(tenant: str, interview: str, attempt: int, question: str, upload: str) -> str:
    """Where the transcript and scores of one answer lie."""
    return f"t/{tenant}/results/{interview}/{attempt}/{question}/{upload}.json"


def report_key(tenant: str, interview: str, attempt: int) -> str:
    """Where an interview's report lies."""
    return f"t/{tenant}/reports/{interview}/{attempt}.json"


def explanation_key(tenant: str, interview: str, attempt: int) -> str:
    """Where the explanation of an interview's report lies."""
    return f"t/{tenant}/reports/{interview}/{attempt}.explanation.json"


def report_pdf_key(tenant: str, interview: str, attempt: int, digest: str) -> str:
    """Where a report lies as a PDF; `digest` stands for its content, edition and language."""
    return f"t/{tenant}/reports/{interview}/{attempt}-{digest}.pdf"


def fit_key(tenant: str, job: str, calibration: str, digest: str) -> str:
    """Where a fit that came of a calibration lies: a fit that is made again and differs replaces none."""
    return f"t/{tenant}/scoring/{job}/{calibration}-{digest}.json"


def cv_key(tenant: str, candidate: str, upload: str) -> str:
    """Where a CV lies as it was uploaded."""
    return f"t/{tenant}/cvs/{candidate}/{upload}.cv"


def cv_text_key(tenant: str, candidate: str, upload: str) -> str:
    """Where the text and facts of a CV lie."""
    return f"t/{tenant}/cvs/{candidate}/{upload}.json"
