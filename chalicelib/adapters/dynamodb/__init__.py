"""The one table. Keys are made in `keys.py` and nowhere else; one file per kind of object."""
