"""Writes `events/schemas/`: one JSON Schema per queue message and webhook event, from the models that the code uses.

python -m infra.event_schemas
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.messages import AnalyseAnswer, ChainAudit, DeliverWebhook, ImportCandidates, Prepare
from chalicelib.domain.webhook import EVENT_TYPES, Envelope

FOLDER = Path(__file__).resolve().parents[1] / "events" / "schemas"
MESSAGES: dict[str, type[BaseModel]] = {
    "analyse_answer.v1": AnalyseAnswer,
    "chain_audit.v1": ChainAudit,
    "deliver_webhook.v1": DeliverWebhook,
    "import_candidates.v1": ImportCandidates,
    "prepare.v1": Prepare,
    **{f"webhook.{event_type}.v1": Envelope for event_type in EVENT_TYPES},
}


def schemas() -> dict[str, str]:
    """File name and content of every schema."""
    return {f"{name}.json": _text(name, model) for name, model in MESSAGES.items()}


def _text(name: str, model: type[BaseModel]) -> str:
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:candor:schema:{name}",
        **model.model_json_schema(),
    }
    if name.startswith("webhook."):
        schema["properties"]["type"] = {"const": name.removeprefix("webhook.").removesuffix(".v1")}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, content in schemas().items():
        (FOLDER / file).write_text(content, encoding="utf-8")
