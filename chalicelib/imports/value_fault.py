"""What the reading of one value ends in when it means nothing."""

from chalicelib.imports.rows import RowFault


class ValueFault(Exception):
    """A value that cannot be read; `number` is the limit that the error's text names."""

    def __init__(self, code: RowFault, number: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.number = number
