"""Short messages: handed to the operator's gateway, or only mentioned in the log."""

import logging
import time

import pytest

from domain import sms
from domain.sms import SmsNotSent, SmsSettingWrong
from tests.post_office import exchange, free_port, silent_server

PHONE, TEXT = "+212612345678", "عون: تعهدك مستحق قريبا.\nhttps://awn.example/pledges"


def test_a_message_reaches_the_gateway_in_arabic() -> None:
    with exchange() as gateway:
        sms.gateway(gateway.url + "/send?account=awn").send(PHONE, TEXT, "letter-7")
    assert gateway.messages == [{"to": PHONE, "text": TEXT, "key": "letter-7"}]
    path, headers = gateway.requests[0]
    assert path == "/send?account=awn"
    assert headers["Content-Type"] == "application/json"
    assert "Authorization" not in headers


def test_user_and_password_of_the_address_go_as_http_basic() -> None:
    with exchange() as gateway:
        sms.gateway(gateway.url.replace("http://", "http://awn:s%3Acret@")).send(PHONE, TEXT)
    assert gateway.requests[0][1]["Authorization"] == "Basic YXduOnM6Y3JldA=="


@pytest.mark.parametrize("status", [302, 400, 401, 429, 500, 503])
def test_a_gateway_that_does_not_take_it_is_tried_again(status: int) -> None:
    with exchange(status) as gateway, pytest.raises(SmsNotSent) as refused:
        sms.gateway(gateway.url).send(PHONE, TEXT)
    assert refused.value.context == {"reason": str(status)}
    assert len(gateway.messages) == 1  # nobody followed it elsewhere


def test_a_gateway_that_is_away_or_silent_is_not_waited_for() -> None:
    with pytest.raises(SmsNotSent):
        sms.gateway(f"http://127.0.0.1:{free_port()}").send(PHONE, TEXT)
    with silent_server() as address:
        host, _, port = address.partition(":")
        begun = time.monotonic()
        with pytest.raises(SmsNotSent):
            sms.Gateway(host, int(port), "/", encrypted=False, seconds=0.3).send(PHONE, TEXT)
        assert time.monotonic() - begun < 2


def test_without_a_gateway_only_the_fact_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sms.gateway("").send(PHONE, TEXT, "letter-7")
    assert len(caplog.records) == 1
    assert "AWN_SMS is not set" in caplog.text
    assert "612345678" not in caplog.text
    assert "pledges" not in caplog.text


@pytest.mark.parametrize("url", ["ftp://x", "gateway", "http://", "http://h:port"])
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(SmsSettingWrong):
        sms.gateway(url)
