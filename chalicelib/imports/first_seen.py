"""Remembers in which row each identity came first, in memory that does not grow with the file."""

from array import array

from chalicelib.imports.file_errors import MAX_ROWS

_PLACES = 1 << 18
_STEP = 0x9E3779B97F4A7C15


class FirstSeen:
    """The rows of up to `MAX_ROWS` identities in an open hash table of 3 MB.

    Only hashes are kept: that two of 100,000 identities share one is less likely than 1 in 10^9. Python's own hash is
    keyed anew in each process, so that nobody can prepare a file whose identities all fall on the same place.
    """

    def __init__(self) -> None:
        self._hashes = array("Q", bytes(8 * _PLACES))
        self._rows = array("I", bytes(4 * _PLACES))
        self._count = 0

    def row_of(self, identity: str, row: int) -> int:
        """The row in which `identity` came first: `row` where it was not met before, and then it is kept."""
        hashed = hash(identity) & 0xFFFFFFFFFFFFFFFF
        place = (hashed * _STEP >> 17) % _PLACES
        while self._rows[place]:
            if self._hashes[place] == hashed:
                return self._rows[place]
            place = (place + 1) % _PLACES
        if self._count < MAX_ROWS:
            self._count += 1
            self._hashes[place], self._rows[place] = hashed, row
        return row
