"""The product's own code: domain, services, adapters, API and Lambda tasks."""
