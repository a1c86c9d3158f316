"""The Lambdas besides the API, one file each; their triggers are in infra/template.yaml."""

from importlib import import_module

from chalice.app import Blueprint, Chalice

TASKS = (
    "admit_upload",
    "chain_audit",
    "deliver_webhook",
    "import_candidates",
    "interview_step",
    "hand_over",
    "send_notice",
    "take_mail_event",
    "sweep",
)


def register(app: Chalice) -> None:
    """Make every task a Lambda of the application."""
    for name in TASKS:
        task: Blueprint = import_module(f"chalicelib.tasks.{name}").task
        app.register_blueprint(task)
