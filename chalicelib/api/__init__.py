"""The REST API: one resource per file, with the models of its requests and responses."""

from importlib import import_module

from chalice.app import Blueprint, Chalice

RESOURCES = (
    "api_keys",
    "applications",
    "audit",
    "branches",
    "calibrations",
    "candidate",
    "candidate_imports",
    "candidates",
    "competency_models",
    "cvs",
    "dimensions",
    "flow_templates",
    "identity_providers",
    "interviews",
    "invitations",
    "jobs",
    "match_runs",
    "openapi",
    "proposals",
    "questions",
    "reports",
    "rescorings",
    "scoring_versions",
    "tenant",
    "users",
    "webhooks",
)


def register(app: Chalice) -> None:
    """Make every resource's routes the application's."""
    for name in RESOURCES:
        routes: Blueprint = import_module(f"chalicelib.api.{name}").routes
        app.register_blueprint(routes)
