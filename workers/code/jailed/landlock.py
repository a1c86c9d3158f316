"""File-system rules (Landlock) for a program that must read its own installation: all else is closed to it.

Source: landlock(7) and `include/uapi/linux/landlock.h`; system-call numbers are the same on all machines.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _REMOVE_FILE, _MAKE_FILE = 1, 2, 4, 8, 32, 256
# Rights that each version of the interface knows: those of the versions before and its own.
_BITS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE


class UnavailableError(OSError):
    """The kernel has no Landlock."""


def keep_to(readable: Iterable[str], writable: Iterable[str] = ()) -> None:
    """From now on this process opens only what lies beneath these paths; of `writable` it may also make files."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        raise UnavailableError(ctypes.get_errno(), "no Landlock")
    handled = (1 << _BITS[min(version, max(_BITS))]) - 1
    attributes = ctypes.create_string_buffer(struct.pack("Q", handled), 8)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(8), 0)
    if ruleset < 0:
        raise UnavailableError(ctypes.get_errno(), "no rule set")
    try:
        for path in readable:
            _allow(libc, ruleset, path, _READ)
        for path in writable:
            _allow(libc, ruleset, path, _READ | _WRITE_FILE | _MAKE_FILE | _REMOVE_FILE)
        if libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
            raise UnavailableError(ctypes.get_errno(), "not restricted")
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights if Path(path).is_dir() else rights & _OF_FILES, place)
        if libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0) != 0:
            raise UnavailableError(ctypes.get_errno(), "no rule")
    finally:
        os.close(place)
