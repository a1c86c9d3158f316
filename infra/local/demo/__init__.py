"""The demo: a tenant, its candidates and a receiver of webhooks, all of them users of the public API."""
