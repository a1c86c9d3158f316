"""The REST API: one resource per file, with the models of its requests and responses."""

from importlib import import_module

from chalice.app import Blueprint, Chalice

RESOURCES = (
    "api_keys",
    "appeals",
    "applications",
    "audit",
    "branches",
    "calibrations",
    "candidate",
    "candidate_imports",
    "candidate_reports",
    "candidates",
    "channels",
    "chat_addresses",
    "comments",
    "competency_models",
    "connections",
    "cvs",
    "decisions",
    "department_reports",
    "dimensions",
    "events",
    "exchanges",
    "flow_templates",
    "identity_providers",
    "interviews",
    "invitations",
    "jobs",
    "match_runs",
    "notice_settings",
    "notice_templates",
    "notices",
    "openapi",
    "proposals",
    "questions",
    "reports",
    "rescorings",
    "retests",
    "reviews",
    "rules",
    "scoring_versions",
    "suppressed_addresses",
    "talent_pool",
    "tenant",
    "top_interviews",
    "users",
    "webhook_deliveries",
    "webhooks",
)


def register(app: Chalice) -> None:
    """Make every resource's routes the application's."""
    for name in RESOURCES:
        routes: Blueprint = import_module(f"chalicelib.api.{name}").routes
        app.register_blueprint(routes)
