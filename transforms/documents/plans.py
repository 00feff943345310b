"""Follow-up actions as documents show them: by element, with quarter, owner and what became of them."""

from datetime import date
from typing import Any

from schemas.follow_up import FollowUp, FollowUpAction
from transforms.documents.follow_up import state_of
from transforms.documents.view import View


def action_rows(view: View, follow_up: FollowUp | None, as_of: date) -> list[dict[str, Any]]:
    """Return one row per action in the order of the file; texts in the language of the document where there are any.

    Args:
        view: office and year.
        follow_up: the table; None gives no rows.
        as_of: the day on which an open action is judged to be overdue.
    """
    return [_row(view, action, as_of) for action in follow_up.actions] if follow_up is not None else []


def _row(view: View, action: FollowUpAction, as_of: date) -> dict[str, Any]:
    english = action.programme_en or action.programme
    state = state_of(action, as_of)
    words = {
        "done": view.say("Selesai", "Done"),
        "open": view.say("Terbuka", "Open"),
        "overdue": view.say("Lewat batas", "Overdue"),
    }
    return {
        "code": action.action_code,
        "element_code": action.element_code,
        "element": view.element_label(action.instrument_id, action.element_code),
        "programme": view.say(action.programme, english),
        "year": action.planned_quarter[:4],
        "quarter": int(action.planned_quarter[-1]),
        "quarter_label": view.period_label(action.planned_quarter)
        if action.planned_quarter in view.periods
        else quarter_words(view, action.planned_quarter),
        "owner": action.owner,
        "agreed": view.day(action.agreed),
        "done": view.day(action.done),
        "evidence": action.evidence or "–",
        "state": state,
        "state_word": words[state],
        "carried_from": None if action.carried_from is None else str(action.carried_from),
    }


def quarter_words(view: View, quarter: str) -> str:
    """Return a quarter that the release does not reach in words: Triwulan I 2019."""
    roman = ("I", "II", "III", "IV")[int(quarter[-1]) - 1]
    return view.say(f"Triwulan {roman} {quarter[:4]}", f"Quarter {quarter[-1]}, {quarter[:4]}")
