"""Mail domains: which can stand for one company, and which an address is of."""

import pytest

from app.domain.mail_domains import fault, listed, of_address


@pytest.mark.parametrize(
    "domain",
    ["acme.example", "mail.acme.example", "acme.co.uk", "a-b.example", "1and1.example", "xn--bcher-kva.example"],
)
def test_a_companys_domain_has_no_fault(domain: str):
    assert fault(domain) is None


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "gmail.com is a public mail domain: anybody can have an address there"),
        ("outlook.com", "outlook.com is a public mail domain: anybody can have an address there"),
        ("co.uk", "co.uk belongs to many: give the whole domain, as in acme.co.uk"),
        ("carol@acme.example", "carol@acme.example is an address: give only what stands after the @"),
        ("acme", "acme is not a domain such as acme.example"),
        ("acme..example", "acme..example is not a domain such as acme.example"),
        (".acme.example", ".acme.example is not a domain such as acme.example"),
        ("-acme.example", "-acme.example is not a domain such as acme.example"),
        ("acme.example/", "acme.example/ is not a domain such as acme.example"),
        ("http://acme.example", "http://acme.example is not a domain such as acme.example"),
        ("192.0.2.1", "192.0.2.1 is not a domain such as acme.example"),
        ("bücher.example", "bücher.example is not a domain such as acme.example"),
    ],
)
def test_what_cannot_be_says_why(domain: str, words: str):
    assert fault(domain) == words


def test_a_domain_is_no_longer_than_the_name_servers_allow():
    assert fault(".".join(["a" * 60] * 5) + ".example")


def test_they_are_listed_by_blanks_commas_or_lines_in_small_letters_sorted_each_once():
    assert listed(" c.example,B.Example;\n@acme.example  b.example. ") == (
        "acme.example",
        "b.example",
        "c.example",
    )
    assert listed("  ") == ()


@pytest.mark.parametrize(
    ("address", "domains"),
    [
        ("carol@acme.example", ("acme.example",)),
        (" Carol@Mail.ACME.example ", ("mail.acme.example", "acme.example")),
        ("x@a.b.co.uk", ("a.b.co.uk", "b.co.uk", "co.uk")),
        ("carol@localhost", ("localhost",)),
        ("no address", ("no address",)),
    ],
)
def test_an_address_is_of_its_domain_and_those_above_it(address: str, domains: tuple[str, ...]):
    assert of_address(address) == domains
