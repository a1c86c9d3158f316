"""One logger and one set of metrics, with the tenant and the interview in every line and nothing personal.

Traces come from Lambda's active tracing, switched on in the template: that needs no SDK in the package.
"""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger(service="candor")
metrics = Metrics(namespace="Candor", service="candor")


def about(tenant: str | None, interview: str | None = None) -> None:
    """From here on, log lines carry these ids."""
    logger.append_keys(tenant=tenant, interview=interview)


def count(name: str, value: float = 1) -> None:
    """Add to a counter; it is written out by `flush`."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)


def flush() -> None:
    """Write out what was counted; every handler ends with it."""
    if metrics.metric_set:
        metrics.flush_metrics()
