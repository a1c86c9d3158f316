"""What repeated and half-done work leaves of competency models, and what the audit log tells of them."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.bootstrap import Services
from chalicelib.domain.audit import AuditEntry
from chalicelib.domain.competency import CompetencyModelDraft, ModelDimension
from chalicelib.domain.errors import RetryableError
from tests.unit.samples import AT, a_model

DRAFT = CompetencyModelDraft(
    id="cmp1", name="One", dimensions=(ModelDimension(key="teamwork", weight=1),), created_at=AT
)


def test_creating_again_with_the_same_id_gives_what_is_there(services: Services) -> None:
    services.competency_models.create(DRAFT, publish=True)
    services.competency_models.change("cmp1", lambda draft: draft.model_copy(update={"name": "Two"}), None)
    again, rev = services.competency_models.create(DRAFT, publish=True)
    assert (again.name, again.published, rev) == ("Two", 1, 2)
    assert services.competency_models.version("cmp1", 1).name == "One"


def test_a_version_that_is_in_the_way_is_never_overwritten(services: Services) -> None:
    services.competency_models.create(DRAFT, publish=False)
    stray = a_model().model_copy(update={"id": "cmp1"})
    services.table.commit([services.model_versions.write("cmp1", 1, stray)])
    with pytest.raises(RetryableError):
        services.competency_models.publish("cmp1", None)
    assert services.competency_models.version("cmp1", 1) == stray
    assert services.competency_models.require("cmp1", "en")[0].published == 0


def test_publishing_is_on_record(services: Services) -> None:
    services.competency_models.create(DRAFT, publish=False)
    services.competency_models.publish("cmp1", None)
    services.competency_models.publish("cmp1", None)
    pending = services.table.under(keys.audit(services.tenant), "PENDING#")
    entries = [stored.read(AuditEntry) for stored in pending]
    told = [(entry.verb, entry.after.get("published")) for entry in entries if entry.subject == "cmp1"]
    assert sorted(told) == [("changed", 1), ("created", 0)]
