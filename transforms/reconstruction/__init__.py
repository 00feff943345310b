"""From the printed margins of a survey to raw office exports that add up to them.

The respondents of the Jakarta survey were never published, only sums over them. This package makes
respondents that give the same sums, so that the pipeline can be run and checked from raw file to index. The
sidecar of every file says that no real respondent's answers are in it. The output is committed; running this
again gives the same bytes.
"""

from pathlib import Path

from transforms.reconstruction.exports import write_exports
from transforms.reconstruction.margins import MarginError, Margins, read_margins
from transforms.reconstruction.respondents import Respondent, reconstruct_respondents

__all__ = ["MarginError", "Margins", "Respondent", "read_margins", "reconstruct", "reconstruct_respondents"]


def reconstruct(reference: Path, to: Path) -> list[Path]:
    """Write the office exports and their origin sidecars; return the files, each export before its sidecar.

    Args:
        reference: Folder with the transcribed tables of the paper.
        to: Folder for the exports; made when missing, files of the same name are replaced.

    Raises:
        MarginError: The tables are incomplete or contradict each other; nothing was written.
    """
    margins = read_margins(reference)
    return write_exports(reconstruct_respondents(margins), margins.offices, margins.items, to)
