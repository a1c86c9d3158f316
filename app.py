"""Creates the Chalice application and registers its routes and Lambdas; no logic."""

from chalice.app import Chalice

from chalicelib.api import (
    api_keys,
    applications,
    audit,
    branches,
    candidate,
    candidate_imports,
    candidates,
    competency_models,
    cvs,
    dimensions,
    flow_templates,
    identity_providers,
    interviews,
    invitations,
    jobs,
    match_runs,
    openapi,
    proposals,
    questions,
    reports,
    tenant,
    users,
    webhooks,
)
from chalicelib.api.unserved import as_problems
from chalicelib.tasks import register

app = Chalice(app_name="candor")
app.register_middleware(as_problems, "http")
for resource in (
    api_keys,
    applications,
    audit,
    branches,
    candidate,
    candidate_imports,
    candidates,
    competency_models,
    cvs,
    dimensions,
    flow_templates,
    identity_providers,
    interviews,
    invitations,
    jobs,
    match_runs,
    openapi,
    proposals,
    questions,
    reports,
    tenant,
    users,
    webhooks,
):
    app.register_blueprint(resource.routes)
register(app)
