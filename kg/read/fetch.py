"""An http(s) URL -> its bytes, within limits of time, size and redirects, and from public addresses only."""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from kg.errors import FetchError

_AGENT = "bilateral-kg (reads public diplomatic texts)"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost: seconds for one wait and for the whole, bytes after unpacking, redirects followed."""

    wait: float = 20.0
    seconds: float = 60.0
    bytes: int = 64 * 2**20
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave: `url` is the one that answered after redirects."""

    url: str
    data: bytes
    media_type: str
    encoding: str | None


def fetch(url: str, *, limits: Limits = Limits(), allow_private: bool = False) -> Fetched:
    """Fetch a URL; every address on the way, also after each redirect, must be public unless private ones are allowed.

    The host is resolved once and the connection goes to the address that was checked, so that a name cannot change
    its meaning in between. Proxies of the environment are not used, for they would resolve names themselves. Raises
    FetchError.

    >>> fetch("http://127.0.0.1/")
    Traceback (most recent call last):
    kg.errors.FetchError: http://127.0.0.1/: 127.0.0.1 is a private address; allow it with --allow-private
    """
    import httpx  # heavy: only when a URL is to be fetched

    until = time.monotonic() + limits.seconds
    here = url
    try:
        with httpx.Client(trust_env=False, timeout=limits.wait, headers={"User-Agent": _AGENT}) as client:
            for _ in range(limits.redirects + 1):
                request = _request(client, here, url, allow_private)
                response = client.send(request, stream=True)
                try:
                    if response.has_redirect_location:
                        here = urljoin(here, response.headers["location"])
                        continue
                    if response.status_code != 200:
                        raise FetchError(url, f"the server answered {response.status_code} {response.reason_phrase}")
                    data = _body(response, url, limits, until)
                    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
                    return Fetched(here, data, media_type, response.charset_encoding)
                finally:
                    response.close()
    except httpx.TimeoutException:
        raise FetchError(url, f"no answer within {limits.wait:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise FetchError(url, f"cannot be fetched ({type(error).__name__}: {error})") from None
    except (UnicodeError, ValueError) as error:
        raise FetchError(url, f"no valid address ({error})") from None
    raise FetchError(url, f"more than {limits.redirects} redirects")


def _request(client: Any, here: str, url: str, allow_private: bool) -> Any:
    import httpx

    target = httpx.URL(here)
    host = target.raw_host.decode("ascii")
    if target.scheme not in ("http", "https") or not host:
        raise FetchError(url, f"leads to {here[:80]!r}", "an http or https URL")
    port = target.port or (443 if target.scheme == "https" else 80)
    address = _checked_address(host, port, url, allow_private)
    request = client.build_request("GET", target.copy_with(host=address, fragment=None))
    request.headers["Host"] = target.netloc.decode("ascii").rpartition("@")[2]
    request.extensions["sni_hostname"] = host  # the certificate is that of the name, not of the address
    return request


def _checked_address(host: str, port: int, url: str, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise FetchError(url, f"no such host {host!r}") from None
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not allow_private and not is_public(address):
            raise FetchError(url, f"{address} is a private address", "", "allow it with --allow-private")
    return addresses[0]


def is_public(address: str) -> bool:
    """Say whether an IP address can be reached by anyone; also the IPv4 address inside an IPv6 one must be public.

    >>> is_public("151.101.1.69"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("fe80::1%eth0")
    (True, False, False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _body(response: Any, url: str, limits: Limits, until: float) -> bytes:
    if int(response.headers.get("content-length") or 0) > limits.bytes:
        raise FetchError(url, f"more than {limits.bytes:,} bytes")
    data = bytearray()
    for piece in response.iter_bytes():  # as they come, so that a slow server meets the limit
        data += piece
        if len(data) > limits.bytes:
            raise FetchError(url, f"more than {limits.bytes:,} bytes")
        if time.monotonic() > until:
            raise FetchError(url, f"not done within {limits.seconds:g} s")
    return bytes(data)
