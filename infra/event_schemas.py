"""Writes `events/schemas/`: one JSON Schema per queue message and webhook event, from the models that the code uses.

The samples of webhook events are written too, into `events/samples/`.

python -m infra.event_schemas
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.event import EVENT_TYPES
from chalicelib.domain.event_samples import SAMPLES, body_of, schema_of
from chalicelib.domain.messages import (
    AnalyseAnswer,
    ChainAudit,
    DeliverWebhook,
    ImportCandidates,
    Prepare,
    SendNotice,
)

FOLDER = Path(__file__).resolve().parents[1] / "events" / "schemas"
MESSAGES: dict[str, type[BaseModel]] = {
    "analyse_answer.v1": AnalyseAnswer,
    "chain_audit.v1": ChainAudit,
    "deliver_webhook.v1": DeliverWebhook,
    "import_candidates.v1": ImportCandidates,
    "prepare.v1": Prepare,
    "send_notice.v1": SendNotice,
    **{f"webhook.{event_type}.v1": body_of(event_type) for event_type in EVENT_TYPES},
}


def schemas() -> dict[str, str]:
    """File name and content of every schema."""
    return {f"{name}.json": _text(name, model) for name, model in MESSAGES.items()}


def samples() -> dict[str, str]:
    """File name and content of the sample of every webhook event."""
    return {f"webhook.{name}.v1.json": _json(sample) for name, sample in SAMPLES.items()}


def _text(name: str, model: type[BaseModel]) -> str:
    event_type = name.removeprefix("webhook.").removesuffix(".v1")
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:candor:schema:{name}",
        **(schema_of(event_type) if name.startswith("webhook.") else model.model_json_schema()),
    }
    return _json(schema)


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, content in schemas().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
    for file, content in samples().items():
        (FOLDER.parent / "samples" / file).write_text(content, encoding="utf-8")
