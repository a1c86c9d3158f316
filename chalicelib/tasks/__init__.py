"""The Lambdas besides the API, one file each; their triggers are in infra/template.yaml."""

from importlib import import_module

from chalice.app import Blueprint, Chalice

TASKS = (
    "admit_upload",
    "chain_audit",
    "deliver_webhook",
    "import_candidates",
    "finalise_scorecard",
    "explain_scores",
    "decide_interview",
    "publish_event",
    "look_for_alarms",
    "notify_team",
    "current_decision",
    "open_review",
    "await_review",
    "remind_reviewers",
    "notify_candidate",
    "list_connections",
    "hand_over",
    "connector_failed",
    "publish_decision",
    "send_department_report",
    "suggest_courses",
    "close_interview",
    "flag_interview",
    "send_notice",
    "take_mail_event",
    "sweep",
)


def register(app: Chalice) -> None:
    """Make every task a Lambda of the application."""
    for name in TASKS:
        task: Blueprint = import_module(f"chalicelib.tasks.{name}").task
        app.register_blueprint(task)
