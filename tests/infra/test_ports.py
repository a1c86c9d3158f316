import socket

import pytest

from infra.local import ports


def test_a_taken_port_is_one_sentence_with_the_port_and_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        monkeypatch.setenv("CANDOR_EDGE_PORT", str(number))
        with pytest.raises(ports.PortError) as refused:
            ports.check_free(ports.EDGE)
    sentence = str(refused.value)
    assert f"Port {number} " in sentence
    assert f"CANDOR_EDGE_PORT={number + 1}" in sentence
    assert "\n" not in sentence


def test_two_purposes_cannot_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = str(probe.getsockname()[1])
    monkeypatch.setenv("CANDOR_EDGE_PORT", number)
    monkeypatch.setenv("CANDOR_AWS_PORT", number)
    with pytest.raises(ports.PortError, match="CANDOR_AWS_PORT and CANDOR_EDGE_PORT are both"):
        ports.check_free(ports.EDGE, ports.AWS)


@pytest.mark.parametrize("text", ["many", "0", "65536", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("CANDOR_AWS_PORT", text)
    with pytest.raises(ports.PortError, match="CANDOR_AWS_PORT must be a port number"):
        ports.AWS.number()
