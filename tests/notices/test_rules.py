from datetime import timedelta

import pytest

from api.notices import rules
from api.notices.rules import BadAddress, BadHeader, MailServer


@pytest.mark.parametrize("address", ["noor@school.nl", "n.o+or_1@mail.school.nl", "loket@localhost", "o'hara@x.nl"])
def test_a_plain_address_is_taken(address: str) -> None:
    rules.check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "noor",
        "@school.nl",
        "noor@",
        "noor@school.nl\r\nBcc: all@school.nl",
        "noor@school.nl\n",
        "noor\r@school.nl",
        "noor@school.nl, all@school.nl",
        "Noor <noor@school.nl>",
        "noor@school.nl\x00",
        "noor @school.nl",
        "noor@school..nl",
        "noor@-school.nl",
        "nöör@school.nl",
        "n" * 250 + "@s.nl",
    ],
)
def test_anything_else_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(BadAddress) as refused:
        rules.check_address(address)
    assert str(refused.value) == "one plain mail address is expected"


@pytest.mark.parametrize("value", ["a\r\nBcc: b", "a\nb", "a\rb", "a\x00", "a\u2028b", "a\x85b", "\ud800"])
def test_a_header_is_one_line(value: str) -> None:
    with pytest.raises(BadHeader):
        rules.check_header(value)


def test_tries_are_further_and_further_apart_and_then_end() -> None:
    minutes = [wait and wait // timedelta(minutes=1) for wait in map(rules.wait_after, range(1, 7))]
    assert minutes == [1, 5, 30, 120, 360, None]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.nl", MailServer("mail.nl", 587, None, None, tls=False, must_upgrade=False)),
        ("smtp://a%40b:p%2Fw@mail.nl:25", MailServer("mail.nl", 25, "a@b", "p/w", tls=False, must_upgrade=True)),
        ("smtps://a:b@mail.nl", MailServer("mail.nl", 465, "a", "b", tls=True, must_upgrade=False)),
        ("smtp://[::1]:2525", MailServer("::1", 2525, None, None, tls=False, must_upgrade=False)),
    ],
)
def test_the_server_is_read_from_its_url(url: str, server: MailServer) -> None:
    assert rules.mail_server(url) == server


@pytest.mark.parametrize("url", ["http://mail.nl", "smtp://", "mail.nl:25", "smtp://mail.nl:x"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"expected|Port"):
        rules.mail_server(url)
