"""Web addresses that webhooks may go to: what everybody can reach, and nothing of ours."""

import pytest

from app.domain import web_addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/in",
        "https://hooks.example.com:8443/in?team=7",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_an_address_of_the_open_web_will_do(url: str):
    assert web_addresses.fault(url) == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://hooks.example.com/", "Write an address that begins with https://"),
        ("ftp://hooks.example.com/", "Write an address that begins with https://"),
        ("hooks.example.com", "Write an address that begins with https://"),
        ("https:///in", "Write an address that begins with https://"),
        ("https://hooks.example.com:0/", "Write an address that begins with https://"),
        ("https://hooks.example.com:99999/", "Write an address that begins with https://"),
        ("https://[half/", "Write an address that begins with https://"),
        ("https://mo:secret@hooks.example.com/", "Leave out the name and password: the signature shows who sends"),
        ("https://hooks.example.com:22/", "The port can be 443, or 1024 and above"),
        ("https://hooks.example.com:80/", "The port can be 443, or 1024 and above"),
        ("https://hooks.example.com/a b", "Write an address of at most 2000 plain characters, without spaces"),
        (
            "https://hooks.example.com/" + "x" * 2000,
            "Write an address of at most 2000 plain characters, without spaces",
        ),
        ("https://localhost/", "This host is not one that everybody can reach"),
        ("https://127.0.0.1:8443/", "This host is not one that everybody can reach"),
        ("https://[::1]/", "This host is not one that everybody can reach"),
        ("https://169.254.169.254/latest/meta-data/", "This host is not one that everybody can reach"),
        ("https://metadata.google.internal/", "This host is not one that everybody can reach"),
    ],
)
def test_what_will_not_do_is_said(url: str, said: str):
    assert web_addresses.fault(url) == said


@pytest.mark.parametrize("url", ["http://127.0.0.1:5678/in", "http://n8n.internal/in", "https://10.0.0.7/"])
def test_ones_own_network_will_do_where_the_operator_says_so(url: str):
    assert web_addresses.fault(url, to_private=True) == ""
    assert web_addresses.fault(url) != ""


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "168.63.129.16", "192.0.0.192", "192.88.99.1", "fec0::1",
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fd00::2",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "nonsense", "",
    ],
)  # fmt: skip
def test_an_address_that_not_everybody_can_reach_is_told_apart(address: str):
    assert not web_addresses.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_that_everybody_can_reach_is_public(address: str):
    assert web_addresses.is_public(address)
