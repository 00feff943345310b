"""What is sent and refused before any server is asked; that it works on one is shown in test_schedule_and_worker.py."""

import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from prefect.automations import AutomationCore, CallWebhook
from prefect.blocks.webhook import Webhook
from prefect.server.utilities.user_templates import render_user_template_sync
from prefect.settings import PREFECT_API_URL, temporary_settings
from pydantic import SecretStr

from flows import automations
from flows.errors import ConfigError

NUMBER = UUID("00000000-0000-4000-8000-000000000001")


def test_without_a_server_it_says_which_setting_is_missing() -> None:
    with temporary_settings(restore_defaults={PREFECT_API_URL}), pytest.raises(ConfigError, match="PREFECT_API_URL"):
        automations.install_automations(None)


def test_a_server_that_does_not_answer_is_named() -> None:
    # Port 9 of the loopback: nobody listens.
    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(ConfigError, match="found no server"),
    ):
        automations.install_automations(None)


@pytest.mark.parametrize("url", ["", "kantor", "surat://a:rahasia@kantor", "http://", "mailtos://"])
def test_an_address_to_nowhere_is_refused_and_not_repeated(url: str) -> None:
    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(ConfigError, match="Notification address") as refused,
    ):
        automations.install_automations(url)
    assert "rahasia" not in str(refused.value)


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> list[AutomationCore]:
    monkeypatch.setattr(automations, "_saved", lambda block, name: NUMBER)  # noqa: ARG005 - no server keeps it
    block = Webhook(url=SecretStr("http://127.0.0.1:9/hook"))
    return automations._automations(block, timedelta(seconds=120), timedelta(seconds=600))


def test_what_people_write_into_a_message_cannot_break_the_json(wanted: list[AutomationCore]) -> None:
    actions = [action for one in wanted for action in one.actions if isinstance(action, CallWebhook)]
    assert len(actions) == 2
    message = 'File "a.csv",\nline 2: found <b>, expected \\ & {{ 7 * 7 }}'
    run = SimpleNamespace(name="uji 2024-05", id=NUMBER, state=SimpleNamespace(name="Failed", message=message))
    context = {
        "flow_run": run,
        "flow": SimpleNamespace(name="kepuasan-monthly"),
        "deployment": SimpleNamespace(name="monthly"),
    }
    failed, late = (json.loads(render_user_template_sync(action.payload, context)) for action in actions)
    assert failed["message"] == message
    assert failed["text"] == f"Kepuasan: uji 2024-05: Failed - {message}"
    assert failed["flow_run_id"] == str(NUMBER)
    assert "no worker has taken it" in late["message"]


def test_a_run_without_a_message_is_told_too(wanted: list[AutomationCore]) -> None:
    (action,) = wanted[2].actions
    assert isinstance(action, CallWebhook)
    run = SimpleNamespace(name="uji 2024-05", id=NUMBER, state=SimpleNamespace(name="Crashed", message=None))
    context = {"flow_run": run, "flow": SimpleNamespace(name="f"), "deployment": SimpleNamespace(name="d")}
    assert json.loads(render_user_template_sync(action.payload, context))["message"] == ""


def test_every_automation_looks_at_runs_of_ours_only(wanted: list[AutomationCore]) -> None:
    for one in wanted:
        related = one.trigger.model_dump(mode="json")["match_related"]
        assert "prefect.tag.kepuasan" in str(related), one.name
