"""The ports of the local stack, and one clear sentence when one of them is taken."""

import os
import socket
from dataclasses import dataclass

LARGEST = 65535


@dataclass(frozen=True)
class Port:
    """A port and the environment variable that changes it."""

    purpose: str
    variable: str
    default: int

    def number(self) -> int:
        """The port to use. Raises `PortError`."""
        text = os.environ.get(self.variable, "").strip() or str(self.default)
        if not text.isdecimal() or not 0 < int(text) <= LARGEST:
            raise PortError(f"{self.variable} must be a port number from 1 to {LARGEST}, not {text!r}.")
        return int(text)


EDGE = Port("the API", "CANDOR_EDGE_PORT", 8000)
AWS = Port("the embedded AWS", "CANDOR_AWS_PORT", 4566)
RECEIVER = Port("the demo's webhook receiver", "CANDOR_RECEIVER_PORT", 8010)
VENDORS = Port("the stand-ins for vendors of messages", "CANDOR_VENDORS_PORT", 8020)


class PortError(Exception):
    """A port cannot be used; the message is one sentence with the remedy."""


def check_free(*ports: Port) -> None:
    """Raise `PortError` for the first port that another program listens on, or that two purposes share."""
    seen: dict[int, Port] = {}
    for port in ports:
        number = port.number()
        if number in seen:
            raise PortError(
                f"{port.variable} and {seen[number].variable} are both {number}; give them different ports."
            )
        seen[number] = port
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a connection that is closing is no listener
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                raise PortError(
                    f"Port {number} for {port.purpose} is taken by another program;"
                    f" end that program or choose another port: {port.variable}={number + 1} make run"
                ) from None
