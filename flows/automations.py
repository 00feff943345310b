"""Tells a person when a run went wrong, through automations that the Prefect server keeps.

Two of them write to an address: a run failed or crashed, or nobody takes a run that is due. Two others give a run up that
a dead machine left behind, as Crashed, so that the first one speaks and the next run can start; without them such a run
counts as running for ever and holds its place. The server evaluates all four: a worker that died cannot do it itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from apprise import Apprise
from prefect.automations import AutomationCore, CallWebhook, ChangeFlowRunState, EventTrigger, SendNotification
from prefect.blocks.core import Block
from prefect.blocks.notifications import SlackWebhook
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.schemas.automations import Posture
from prefect.settings import get_current_settings
from pydantic import SecretStr

from flows.errors import ConfigError

TAG: Final = "kepuasan"  # every deployment of prefect.yaml has it
WEBHOOK_BLOCK: Final = "kepuasan-webhook"
APPRISE_BLOCK: Final = "kepuasan-apprise"
SILENT_AFTER: Final = timedelta(minutes=2)  # four heartbeats of 30 s; prefect.yaml sets their frequency
PENDING_AFTER: Final = timedelta(minutes=10)  # a start takes seconds; a busy machine may need a minute

_NOBODY: Final = "was due and no worker has taken it; is the worker running?"
_SILENT: Final = (
    "The run has not shown a sign of life since its machine or process died. The former release is in force; the next run "
    "makes up for this one."
)
_ENDED: Final = ("Completed", "Failed", "Crashed", "Cancelled", "TimedOut")
_STARTED: Final = (*_ENDED, "Running", "Retrying", "Cancelling", "Paused", "Suspended", "Scheduled", "Late")
_SUBJECT: Final = "Kepuasan: {{ flow_run.name }}: {{ flow_run.state.name }}"
_PAYLOAD: Final = (
    '{{"text": {{{{ ("{subject} - " ~ {message}) | tojson }}}}, '
    '"run": {{{{ flow_run.name | tojson }}}}, "flow": {{{{ flow.name | tojson }}}}, '
    '"deployment": {{{{ deployment.name | tojson }}}}, "state": {{{{ flow_run.state.name | tojson }}}}, '
    '"message": {{{{ {message} | tojson }}}}, "flow_run_id": {{{{ flow_run.id | string | tojson }}}}}}'
)


@dataclass(frozen=True)
class Installed:
    """What the server now keeps.

    Attributes:
        created: Names of the automations that were new.
        updated: Names of those that were there and now are as this version wants them.
        channel: How it writes: ``webhook``, ``apprise``, or ``none``.
    """

    created: tuple[str, ...]
    updated: tuple[str, ...]
    channel: str


def install_automations(
    url: str | None,
    *,
    silent_after: timedelta = SILENT_AFTER,
    pending_after: timedelta = PENDING_AFTER,
) -> Installed:
    """Install or update the automations on the server of PREFECT_API_URL; repeating it changes nothing.

    Args:
        url: Where to write to. ``http://`` or ``https://`` is called with a JSON body with the key ``text``, which
            Slack, Mattermost and Teams understand. Anything else is an Apprise address such as ``mailtos://``. None
            installs what gives runs up and nothing that writes. The server keeps it encrypted, in a block.
        silent_after: Time without a heartbeat after which a run is given up; more than two heartbeats.
        pending_after: Time after which a run is given up that a worker took and never started.

    Raises:
        ConfigError: No server is set or it does not answer, or the address is none that a message can be sent to.
    """
    api = get_current_settings().api.url
    if api is None:
        raise ConfigError(
            "PREFECT_API_URL: found none, expected the address of the Prefect server, because automations live there. "
            "Set it as for the worker and run this again."
        )
    block = None if url is None else _block(url)
    try:
        with get_client(sync_client=True) as client:
            wanted = _automations(block, silent_after, pending_after)
            created: list[str] = []
            updated: list[str] = []
            for automation in wanted:
                (updated if _put(client, automation) else created).append(automation.name)
            if block is None:
                _remove(client, {automation.name for automation in _writing(None)})
    except httpx.HTTPError as error:
        raise ConfigError(
            f"{api}: found no server that takes automations ({type(error).__name__}), expected one. Start it and run "
            "this again."
        ) from None
    channel = "none" if block is None else "webhook" if isinstance(block, Webhook) else "apprise"
    return Installed(tuple(created), tuple(updated), channel)


def _block(url: str) -> Webhook | SlackWebhook:
    """Return the block that keeps an address, checked as far as can be without sending."""
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.hostname:
        headers: Mapping[str, Any] = {"Content-Type": "application/json"}
        return Webhook(url=SecretStr(url), headers=headers)
    # Never quote the address: it holds a password or a token.
    if not parts.scheme or not Apprise().add(url):
        raise ConfigError(
            "Notification address: found one that neither is http(s):// nor is known to Apprise, expected for example "
            "https://chat.example/hook or mailtos://user:password@mail.example?to=somebody@example. Correct it."
        )
    # Of the blocks that Prefect brings, this one hands any Apprise address on as it is.
    return SlackWebhook(url=SecretStr(url), notify_type="failure")


def _automations(
    block: Webhook | SlackWebhook | None, silent_after: timedelta, pending_after: timedelta
) -> list[AutomationCore]:
    giving_up = [
        AutomationCore(
            name="kepuasan: a run fell silent",
            description="Gives up a run without heartbeats: its process or machine died.",
            # Running counts as the first sign of life: a run that dies within its first second sends no heartbeat.
            trigger=_absence({"Running", "Retrying", "heartbeat"}, {"heartbeat", *_ENDED}, silent_after),
            actions=[_crash(_SILENT)],
        ),
        AutomationCore(
            name="kepuasan: a run never began",
            description="Gives up a run that a worker took before it died.",
            trigger=_absence({"Pending"}, set(_STARTED), pending_after),
            actions=[_crash(f"A worker took the run and did not start it. {_SILENT}")],
        ),
    ]
    return giving_up + (_writing(block) if block is not None else [])


def _writing(block: Webhook | SlackWebhook | None) -> list[AutomationCore]:
    """Automations that send a message; without a block, for their names only."""
    message = "(flow_run.state.message or '')"
    cases = [
        ("kepuasan: a run failed or crashed", {"Failed", "Crashed", "TimedOut"}, message),
        ("kepuasan: nobody takes a run", {"Late"}, f"'{_NOBODY}'"),
    ]
    return [
        AutomationCore(
            name=name,
            description="Writes to the address that the block keeps.",
            trigger=EventTrigger(
                expect=_events(states),
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related=_of_kepuasan(),
                for_each={"prefect.resource.id"},
                posture=Posture.Reactive,
                threshold=1,
            ),
            actions=[] if block is None else [_send(block, text)],
        )
        for name, states, text in cases
    ]


def _send(block: Webhook | SlackWebhook, message: str) -> CallWebhook | SendNotification:
    if isinstance(block, Webhook):
        subject = 'Kepuasan: " ~ flow_run.name ~ ": " ~ flow_run.state.name ~ "'
        return CallWebhook(
            block_document_id=_saved(block, WEBHOOK_BLOCK), payload=_PAYLOAD.format(subject=subject, message=message)
        )
    body = "{{ " + message + " }}\n\n{{ flow_run | ui_url }}"
    return SendNotification(block_document_id=_saved(block, APPRISE_BLOCK), subject=_SUBJECT, body=body)


def _absence(after: set[str], expected: set[str], within: timedelta) -> EventTrigger:
    return EventTrigger(
        after=_events(after),
        expect=_events(expected),
        match={"prefect.resource.id": "prefect.flow-run.*"},
        match_related=_of_kepuasan(),
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=within,
    )


def _of_kepuasan() -> Any:
    return {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}


def _events(names: set[str]) -> set[str]:
    return {f"prefect.flow-run.{name}" for name in names}


def _crash(message: str) -> ChangeFlowRunState:
    return ChangeFlowRunState(state=StateType.CRASHED, message=message, name=None)


def _saved(block: Block, name: str) -> UUID:
    return UUID(str(block.save(name, overwrite=True)))


def _put(client: SyncPrefectClient, automation: AutomationCore) -> bool:
    """Create or replace an automation by its name; whether it was there."""
    there = client.read_automations_by_name(automation.name)
    if not there:
        client.create_automation(automation)
        return False
    kept, *surplus = there
    client.update_automation(kept.id, automation)
    for other in surplus:
        client.delete_automation(other.id)
    return True


def _remove(client: SyncPrefectClient, names: set[str]) -> None:
    for name in names:
        for automation in client.read_automations_by_name(name):
            client.delete_automation(automation.id)
