"""System-call filters (seccomp-BPF): what a jailed process may still ask of the kernel, on x86-64 and arm64.

A filter cannot be taken off again and holds through `execve`. Numbers come from the kernel's tables
`arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`; the layout of `struct seccomp_data`
and of the instructions from seccomp(2).
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterable
from typing import Final

_ARCHES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT, _SECOND_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 24, 32
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_CLONE_THREAD = 0x00010000
_X32 = 0x40000000
# From here on a number means the same everywhere, and everything is too new to be needed.
_NEW = 424

# x86-64 and arm64.
_COMPUTING: Final = {
    "read": (0, 63), "write": (1, 64), "close": (3, 57), "fstat": (5, 80), "lseek": (8, 62), "mmap": (9, 222),
    "mprotect": (10, 226), "munmap": (11, 215), "brk": (12, 214), "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66),
    "sched_yield": (24, 124), "mremap": (25, 216), "madvise": (28, 233), "nanosleep": (35, 101), "getpid": (39, 172),
    "exit": (60, 93), "gettimeofday": (96, 169), "getrusage": (98, 165), "times": (100, 153), "getuid": (102, 174),
    "getgid": (104, 176), "geteuid": (107, 175), "getegid": (108, 177), "sigaltstack": (131, 132),
    "gettid": (186, 178), "futex": (202, 98), "restart_syscall": (219, 128), "clock_gettime": (228, 113),
    "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "exit_group": (231, 94), "getrandom": (318, 278),
}  # fmt: skip
_FORK: Final = {"fork": (57, None), "vfork": (58, None)}
_CLONE, _TGKILL, _FCNTL, _PRCTL, _PRLIMIT = (56, 220), (234, 131), (72, 25), (157, 167), (302, 261)
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _PDEATHSIG = 8, 10, 15, 1
# Not socketpair: a pair joins this process with itself, and Java cannot open files without one.
_REACHING_OUT: Final = {
    "socket": (41, 198), "connect": (42, 203), "accept": (43, 202), "sendto": (44, 206), "recvfrom": (45, 207),
    "sendmsg": (46, 211), "recvmsg": (47, 212), "bind": (49, 200), "listen": (50, 201),
    "accept4": (288, 242), "recvmmsg": (299, 243), "sendmmsg": (307, 269),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "semget": (64, 190), "semop": (65, 193),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "mq_open": (240, 180), "mq_unlink": (241, 181),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "sethostname": (170, 161),
    "setdomainname": (171, 162), "init_module": (175, 105), "delete_module": (176, 106), "finit_module": (313, 273),
    "kexec_load": (246, 104), "acct": (163, 89), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "quotactl": (179, 60), "syslog": (103, 116),
    "personality": (135, 92), "memfd_create": (319, 279), "execveat": (322, 281), "setuid": (105, 146),
    "setgid": (106, 144), "setreuid": (113, 145), "setresuid": (117, 147), "capset": (126, 91),
    "setpriority": (141, 140), "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "setrlimit": (160, 164),
}  # fmt: skip


class UnsupportedError(OSError):
    """The kernel or the machine knows no such filter; nothing may be run."""


def only_computing() -> None:
    """From now on this process can compute, read and write what is open, and end; all else fails with EPERM."""
    allowed = [_load(_NUMBER)]
    for number in _numbers(_COMPUTING.values()):
        allowed += _when(number, _ALLOW)
    # isatty() asks; that nothing here is a terminal is an answer, a permission that is missing would be an error.
    allowed += _when(_own((16, 29)), _ERRNO | errno.ENOTTY)
    _install([*allowed, _return(_ERRNO | errno.EPERM)])


def no_reaching_out() -> None:
    """From now on no sockets, processes, signals to others or other privileges; for programs such as a JVM.

    Threads of this process and one `execve` into what the file system still offers stay possible.
    """
    refused = _ERRNO | errno.EPERM
    # Where clone3 is unknown, libraries fall back on clone, whose flags a filter can look at.
    rules = [_load(_NUMBER), _jump(_AT_LEAST, _NEW, 0, 1), _return(_ERRNO | errno.ENOSYS)]
    for number in _numbers([*_REACHING_OUT.values(), *_FORK.values()]):
        rules += _when(number, refused)
    rules += [
        *(_jump(_EQUAL, _own(_CLONE), 0, 4), _load(_FIRST_ARGUMENT), _jump(_ANY_BIT, _CLONE_THREAD, 0, 1)),
        *(_return(_ALLOW), _return(refused)),
        *(_jump(_EQUAL, _own(_TGKILL), 0, 4), _load(_FIRST_ARGUMENT), _jump(_EQUAL, os.getpid(), 0, 1)),
        *(_return(_ALLOW), _return(refused)),
        *(_jump(_EQUAL, _own(_PRCTL), 0, 4), _load(_FIRST_ARGUMENT), _jump(_EQUAL, _PDEATHSIG, 1, 0)),
        *(_return(_ALLOW), _return(refused)),
        # Limits may be read, not set: the third argument, a pointer of two words, is null.
        *(_jump(_EQUAL, _own(_PRLIMIT), 0, 6), _load(_THIRD_ARGUMENT), _jump(_EQUAL, 0, 0, 3)),
        *(_load(_THIRD_ARGUMENT + 4), _jump(_EQUAL, 0, 0, 1), _return(_ALLOW), _return(refused)),
        *(_jump(_EQUAL, _own(_FCNTL), 0, 6), _load(_SECOND_ARGUMENT)),
        *(_jump(_EQUAL, _F_SETOWN, 3, 0), _jump(_EQUAL, _F_SETSIG, 2, 0), _jump(_EQUAL, _F_SETOWN_EX, 1, 0)),
        *(_return(_ALLOW), _return(refused)),
    ]
    _install([*rules, _return(_ALLOW)])


def _own(numbers: tuple[int, int]) -> int:
    """The number on this machine."""
    return numbers[0 if platform.machine() == "x86_64" else 1]


def _numbers(both: Iterable[tuple[int, int | None]]) -> list[int]:
    column = 0 if platform.machine() == "x86_64" else 1
    return [number for pair in both if (number := pair[column]) is not None]


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", _LOAD, 0, 0, offset)


def _jump(test: int, value: int, yes: int, no: int) -> bytes:
    return struct.pack("HBBI", test, yes, no, value)


def _return(action: int) -> bytes:
    return struct.pack("HBBI", _RETURN, 0, 0, action)


def _when(number: int, action: int) -> list[bytes]:
    return [_jump(_EQUAL, number, 0, 1), _return(action)]


def _install(rules: list[bytes]) -> None:
    arch = _ARCHES.get(platform.machine())
    if arch is None:
        raise UnsupportedError(errno.ENOSYS, "no system-call filter for this machine")
    program = [_load(_ARCH), _jump(_EQUAL, arch, 1, 0), _return(_KILL)]
    program += [_load(_NUMBER), *([_jump(_AT_LEAST, _X32, 0, 1), _return(_KILL)] if arch == _ARCHES["x86_64"] else [])]
    code = b"".join([*program, *rules])
    text = ctypes.create_string_buffer(code, len(code))
    # struct sock_fprog: a count, and a pointer that is aligned.
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(text)), 16)
    libc = ctypes.CDLL(None, use_errno=True)
    words = (ctypes.c_ulong(0),) * 3
    if libc.prctl(_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), *words) != 0:
        raise UnsupportedError(ctypes.get_errno(), "no_new_privs")
    if libc.prctl(_SET_SECCOMP, ctypes.c_ulong(_FILTER), ctypes.c_ulong(ctypes.addressof(head)), *words[:2]) != 0:
        raise UnsupportedError(ctypes.get_errno(), "seccomp")
