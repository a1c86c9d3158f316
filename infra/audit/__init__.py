"""The operator's command about the audit log: `python -m infra.audit`."""
