"""Creates the Chalice application and registers its routes and Lambdas; no logic."""

from chalice.app import Chalice

from chalicelib.api import candidate, interviews, invitations, jobs, openapi, reports, webhooks
from chalicelib.tasks import register

app = Chalice(app_name="candor")
for resource in (candidate, interviews, invitations, jobs, openapi, reports, webhooks):
    app.register_blueprint(resource.routes)
register(app)
