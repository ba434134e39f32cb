"""sippy made cheaper without changing what it says: the functions that cost most, in faster words.

Measured on two-leg set-ups: sippy asks `dir()` of every host, port and transport it prints (a quarter of all CPU),
reads the clock through ctypes, asks the kernel for every random tag, and writes a CANCEL and a 408 for every INVITE
that will hardly ever be needed.
"""

import gc
import os
import time
from functools import lru_cache
from typing import Any

import sippy.SipFrom
import sippy.SipVia
import sippy.UA
from sippy.SipConf import MyAddress, MyPort, MyTransport, SipConf
from sippy.SipRequest import SipRequest
from sippy.SipURL import USERNAME_SAFE, SipURL, quote
from sippy.SipVia import SipVia
from sippy.Time import MonoTime as mono_time

TOKENS_AT_ONCE = 256
# Calls come and go by the thousand objects, and few of them in cycles: look for those less often.
COLLECT_AFTER = (50_000, 20, 50)

_plain_url = SipURL.localStr
_plain_via = SipVia.localStr
_plain_cancel = SipRequest.genCANCEL
_plain_response = SipRequest.genResponse


def install() -> None:
    """Put the faster functions in sippy's place, once a process."""
    SipURL.localStr = _url
    SipURL.getCopy = _copy_of_url
    SipVia.localStr = _via
    SipRequest.genCANCEL = _cancel
    SipRequest.genResponse = _response
    if mono_time.MonoTime.__init__ is _moment:
        return
    mono_time.MonoTime.__init__ = _moment
    for module in (sippy.SipFrom, sippy.SipVia, sippy.UA):
        module.token_hex = _Tokens().token_hex
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


class _Tokens:
    """Random tags from the kernel, many at a time."""

    def __init__(self) -> None:
        self._ready: list[str] = []

    def token_hex(self, count: int = 16) -> str:
        if count != 16:
            return os.urandom(count).hex()
        if not self._ready:
            many = os.urandom(16 * TOKENS_AT_ONCE).hex()
            self._ready = [many[start : start + 32] for start in range(0, len(many), 32)]
        return self._ready.pop()


_offset = time.time() - time.clock_gettime(time.CLOCK_MONOTONIC_RAW)


def _moment(
    self: Any, s: str | None = None, monot: float | None = None, realt: float | None = None, trust_realt: bool = False
) -> None:
    """MonoTime: the raw monotonic clock. Its wall time is only ever printed, and nothing here prints it."""
    if s is not None:
        parts = s.split("-", 1)
        realt, monot = float(parts[0]), float(parts[1]) if len(parts) > 1 else None
    if monot is None:
        monot = time.clock_gettime(time.CLOCK_MONOTONIC_RAW) if realt is None else realt - _offset
    self.monot = monot
    self.realt = monot + _offset if realt is None else realt


@lru_cache(4096)
def _render(
    scheme: str, username: str | None, host: str, port: int | None, transport: str | None, rest: tuple[str, ...]
) -> str:
    user = "" if username is None else f"{quote(username, USERNAME_SAFE)}@"
    at = "" if port is None else f":{port:d}"
    over = "" if transport is None else f";transport={transport}"
    return f"{scheme}:{user}{host}{at}{over}{''.join(rest)}"


def _url(self: Any, local_addr: Any = None) -> str:
    """A URL with plain parts; whatever is rarer is left to sippy."""
    host, port, transport = self.host, self.port, self.transport
    if (
        type(host) is not str
        or (port is not None and type(port) is not int)
        or (transport is not None and type(transport) is not str)
        or self.headers
        or self.userparams
        or not (self.password is self.usertype is self.ttl is self.maddr is self.method is self.tag is None)
    ):
        return _plain_url(self, local_addr)  # type: ignore[no-any-return]
    rest = tuple(f";{one}" for one in self.other) if self.other else ()
    if self.lr:
        rest = (*rest, ";lr")
    return _render(self.scheme, self.username, host, port, transport, rest)


def _copy_of_url(self: Any) -> Any:
    copy = SipURL.__new__(SipURL)
    copy.__dict__.update(self.__dict__)
    copy.other = list(self.other)
    copy.userparams = list(self.userparams)
    return copy


def _via(self: Any, local_addr: Any = None) -> str:
    """Our own Via towards a peer, or a peer's own; whatever is rarer is left to sippy."""
    if not self.parsed:
        return self.body  # type: ignore[no-any-return]
    if local_addr is not None and type(self.hostname) is MyAddress and type(self.port) is MyPort:
        (host, port), transport = local_addr
        if transport != "udp" or type(self.transport) is not MyTransport:
            return _plain_via(self, local_addr)  # type: ignore[no-any-return]
        at = "" if int(port) == SipConf.default_port else f":{port}"
        start = f"SIP/2.0/UDP {host}{at}"
    elif type(self.hostname) is str and type(self.transport) is str:
        at = "" if self.port is None else f":{self.port}"
        start = f"{self.sipver}/{self.transport} {self.hostname}{at}"
    else:
        return _plain_via(self, local_addr)  # type: ignore[no-any-return]
    return start + "".join(f";{key}" if value is None else f";{key}={value}" for key, value in self.params.items())


class _Later:
    """Stands for a message until somebody looks at it."""

    def __init__(self, make: Any, *arguments: Any) -> None:
        self.__dict__["_make"] = (make, arguments)

    def __getattr__(self, name: str) -> Any:
        message = self.__dict__.get("_message")
        if message is None:
            make, arguments = self.__dict__["_make"]
            message = self.__dict__["_message"] = make(*arguments)
        return getattr(message, name)


def _cancel(self: Any) -> Any:
    return _Later(_plain_cancel, self)


def _response(self: Any, scode: int, reason: str, *rest: Any, **named: Any) -> Any:
    """The 408 that every transaction prepares for itself is written when it is due."""
    if scode == 408 and not rest and not named:
        return _Later(_plain_response, self, scode, reason)
    return _plain_response(self, scode, reason, *rest, **named)
