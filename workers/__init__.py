"""The Ray worker: takes answers off the queue, transcribes and scores them, and records the results."""
