"""What runs inside the jail, started as a program of its own and never imported by the worker."""
