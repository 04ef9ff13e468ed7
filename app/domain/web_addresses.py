"""Web addresses that the portal may send to: by https, to hosts that everybody can reach, and to no network of ours."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

LONGEST = 2000
HTTPS, LEAST_OTHER = 443, 1024
_NAT64 = IPv6Network("64:ff9b::/96")
# What Python takes for public, or some of its versions do: protocols' own, relays, a site's own, a cloud's own host.
_NOT_PUBLIC = tuple(
    ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "fec0::/10", "100.64.0.0/10")
)

Ip = IPv4Address | IPv6Address


def fault(url: str, *, to_private: bool = False) -> str:
    """Why an address is none to send to, in words; empty where it is. `to_private`: also one's own network, by http."""
    parts = _split(url)
    schemes = ("https", "http") if to_private else ("https",)
    if parts is None or parts.scheme not in schemes or not parts.hostname:
        return "Write an address that begins with https://"
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        return f"Write an address of at most {LONGEST} plain characters, without spaces"
    if "@" in parts.netloc:
        return "Leave out the name and password: the signature shows who sends"
    if port_of(parts) not in (HTTPS, 80 if to_private else HTTPS) and port_of(parts) < LEAST_OTHER:
        return f"The port can be {HTTPS}, or {LEAST_OTHER} and above"
    if not to_private and _is_plainly_private(parts.hostname):
        return "This host is not one that everybody can reach"
    return ""


def port_of(parts: SplitResult) -> int:
    """The port that the address means."""
    return parts.port or (HTTPS if parts.scheme == "https" else 80)


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody can reach: not private, not this machine, not a cloud's metadata."""
    try:
        found = _inner(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if any(found in network for network in _NOT_PUBLIC):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _inner(address: Ip) -> Ip:
    """The IPv4 address that is written inside an IPv6 one, where there is one."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _is_plainly_private(host: str) -> bool:
    """Whether the host alone says so: what a name stands for is looked at when it is sent."""
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(str(ip_address(host)))
    except ValueError:
        return False


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 else None
    except ValueError:
        return None
