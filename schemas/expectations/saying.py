"""What an expectation says about itself: code, severity, what it expects, and a note in both languages.

Great Expectations prints a description unescaped, so a note is written here by us and holds no value from a file.
"""

from typing import Any, Final, Literal

FAIL: Final = "fail"
WARN: Final = "warn"
_GX_SEVERITY: Final = {FAIL: "critical", WARN: "warning"}
_CONSEQUENCE: Final = {
    FAIL: "menghentikan publikasi bila tidak terpenuhi / stops the publication when not met",
    WARN: "peringatan bila tidak terpenuhi / a warning when not met",
}


def says(
    check_code: str, note_id: str, note_en: str, expected: str, severity: Literal["fail", "warn"] = FAIL
) -> dict[str, Any]:
    """Return the arguments that name an expectation.

    Args:
        check_code: Stable code of the check, such as ``SKM-T-001``.
        note_id: What must hold, Indonesian, one sentence.
        note_en: The same in English.
        expected: What is expected, as a number or a short rule.
        severity: ``fail`` stops the publication, ``warn`` asks somebody to look.
    """
    return {
        "description": f"{check_code} · {_CONSEQUENCE[severity]}\n{note_id}\n{note_en}\nSeharusnya / expected: {expected}",
        "meta": {
            "check_code": check_code,
            "severity": severity,
            "expected": expected,
            "note_id": note_id,
            "note_en": note_en,
        },
        "severity": _GX_SEVERITY[severity],
    }
