"""What stands on the one-page IKM poster: value, grade, service, respondents by gender and education, period, thanks.

Content by the posters of service units; age and occupation are left out on purpose (docs/methods/documents.md, section 1).
"""

from typing import Any

from transforms.documents.view import View, profile, suppressed, values_of


def content(view: View) -> dict[str, Any]:
    """Return the values of the poster of one office and period.

    Raises:
        DocumentError: the release has no index for them.
    """
    gender, education = profile(view, "gender"), profile(view, "education")
    values = values_of(view, view.indices)
    small_n = view.programme.small_n
    notes = [note for value in values if (note := value["note"]) is not None]
    if (partial := view.partial()) is not None:
        notes.append(partial)
    if any(value["is_small"] for value in values):
        notes.append(
            view.say(
                f"Responden kurang dari {small_n} orang: nilai ini mudah berubah.",
                f"Fewer than {small_n} respondents: this value changes easily.",
            )
        )
    if any(value["is_overridden"] for value in values):
        notes.append(
            view.say(
                "Kuesioner lain daripada yang berlaku dipakai dengan pengecualian.",
                "Another questionnaire than the one in force was used by exception.",
            )
        )
    if not view.programme.sampling.supports_inference:
        notes.append(
            view.say(
                "Responden tidak diambil secara acak; nilai menggambarkan mereka yang ditanya.",
                "Respondents were not drawn at random; the value describes those who were asked.",
            )
        )
    if any(row["is_hidden"] for row in (*gender, *education)):
        notes.append(suppressed(view))
    return {
        **view.head("poster", view.wording("poster_title")),
        "values": values,
        "respondents": view.count(view.respondents_n),
        "gender": gender,
        "education": education,
        "thanks": view.wording("poster_thanks"),
        "notes": notes,
    }
