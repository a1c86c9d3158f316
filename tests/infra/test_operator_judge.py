"""The operator gives a tenant a second judge, changes it and takes it away; its key is kept and never shown."""

import io

import pytest

from chalicelib.bootstrap import Services
from tests.infra import test_operator
from tests.infra.test_operator import Terminal
from tests.unit import conftest

stack, clock, services, terminal = conftest.stack, conftest.clock, conftest.services, test_operator.terminal

SET = ("tenants", "judge", "acme", "--url", "https://judge.example/v1/", "--model", "judge-1")


def test_a_judge_is_set_changed_and_taken_away(terminal: Terminal) -> None:
    assert terminal.json("tenants", "show", "acme")["judge"] is None
    made = terminal.json(*SET, "--samples", "5", "--omit", "seed")["judge"]
    assert made["endpoint"] == {
        "kind": "openai",
        "url": "https://judge.example/v1",
        "key_name": "default",
        "length_field": "max_tokens",
        "omits": ["seed"],
    }
    assert (made["model"], made["samples"], made["within_s"]) == ("judge-1", 5, 20)
    assert (made["prices"], made["calibration"]) == (None, None)
    prices = ("--currency", "CNY", "--input-per-million", "0.15", "--output-per-million", "0.60")
    fitted = ("--slope", "18.5", "--intercept", "-3", "--weight", "0.2", "--rated", "60")
    changed = terminal.json("tenants", "judge", "acme", "--within-s", "9", *prices, *fitted)["judge"]
    assert changed == {
        **made,
        "within_s": 9,
        "prices": {"currency": "CNY", "input_per_million": "0.15", "output_per_million": "0.60"},
        "calibration": {"slope": 18.5, "intercept": -3.0, "weight": 0.2, "rated": 60},
    }
    assert terminal.json("tenants", "judge", "acme", "--uncalibrated")["judge"]["calibration"] is None
    moved = terminal.json("tenants", "judge", "acme", "--region", "eu-central-1")["judge"]
    assert moved["endpoint"] == {"kind": "bedrock", "region": "eu-central-1", "omits": []}
    assert terminal.json("tenants", "judge", "acme", "--off")["judge"] is None


def test_a_key_is_kept_below_the_tenant_and_never_shown(
    terminal: Terminal, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("sk-first", "sk-second"):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{key}\n"))
        code, out, err = terminal(*SET, "--key-name", "main", "--key")
        assert code == 0
        assert "sk-" not in out + err
    kept = services.clients.secretsmanager.get_secret_value(SecretId="candor/acme/judge/main")
    assert kept["SecretString"] == "sk-second"
    assert "sk-" not in str(terminal.json("tenants", "show", "acme"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Say what is to be set"),
        (("--model", "judge-1"), "--url: Field required"),
        (("--url", "https://judge.example/v1"), "--model: Field required"),
        (("--url", "http://judge.example/v1", "--model", "m"), "--url: The address must be like https://host/v1"),
        (("--url", "https://x/v1", "--region", "eu-central-1"), "not allowed with"),
        ((*SET[3:], "--samples", "2"), "--samples: "),
        ((*SET[3:], "--samples", "8"), "--samples: "),
        ((*SET[3:], "--within-s", "61"), "--within-s: "),
        ((*SET[3:], "--key-name", "../x"), "--key-name: "),
        ((*SET[3:], "--currency", "yuan"), "--currency: "),
        ((*SET[3:], "--weight", "0.6"), "--weight: "),
        ((*SET[3:], "--weight", "0.2"), "--slope: Field required"),
        ((*SET[3:], "--omit", "model"), "--omit"),
        (("--key",), "Only an endpoint with --url has a key."),
        ((*SET[3:], "--key"), "printable ASCII"),
    ],
)
def test_wrong_usage_is_told(
    terminal: Terminal, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a key\n"))
    code, out, err = terminal("tenants", "judge", "acme", *arguments)
    assert (code, out) == (2, "")
    assert said in err
