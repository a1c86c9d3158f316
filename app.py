"""Creates the Chalice application and registers its routes and Lambdas; no logic."""

from chalice.app import Chalice

from chalicelib import api, tasks
from chalicelib.api.unserved import as_problems

app = Chalice(app_name="candor")
app.register_middleware(as_problems, "http")
api.register(app)
tasks.register(app)
