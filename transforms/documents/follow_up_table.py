"""What stands in the follow-up table (RTL) of one office: every action with its quarter, owner, day and evidence."""

from collections import Counter
from typing import Any

from schemas.follow_up import FollowUp
from transforms.documents.follow_up import completion, known_until
from transforms.documents.plans import action_rows
from transforms.documents.view import View, values_of


def content(view: View, follow_up: FollowUp | None, previous: FollowUp | None) -> dict[str, Any]:
    """Return the values of the follow-up table of one office and year.

    Raises:
        DocumentError: the release has no index for them.
    """
    as_of = known_until(view.until, follow_up, previous)
    actions = action_rows(view, follow_up, as_of)
    states = Counter(action["state"] for action in actions)
    done = completion(previous, follow_up)
    return {
        **view.head(
            "follow_up", view.say("Rencana dan laporan tindak lanjut (RTL)", "Follow-up plan and report (RTL)")
        ),
        "values": values_of(view, view.indices),
        "actions": actions,
        "has_carried": any(action["carried_from"] for action in actions),
        "forum_date": None if follow_up is None or follow_up.forum_date is None else view.day(follow_up.forum_date),
        "forum": view.wording("forum"),
        "counts": {state: view.count(states[state]) for state in ("done", "open", "overdue")},
        "as_of": view.day(as_of),
        "previous_year": None if previous is None else str(previous.report_year),
        "previous_done": view.count(done.done_n),
        "previous_planned": view.count(done.planned_n),
        "previous_share": view.number(done.share, 1),
    }
