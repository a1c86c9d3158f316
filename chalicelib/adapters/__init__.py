"""The outside world: stores, queues, the state machine, secrets and HTTP."""
