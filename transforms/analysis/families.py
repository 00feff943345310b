"""Every statistic of a study, family by family."""

from collections.abc import Iterator
from dataclasses import replace

from transforms.analysis.counting import frequency_statistics, profile_statistics
from transforms.analysis.levels import gap_statistics, index_statistics, satisfaction_statistics
from transforms.analysis.matrix import matrix_statistics
from transforms.analysis.planning import growth_statistics, sampling_statistics
from transforms.analysis.reading import Material
from transforms.analysis.rows import Reason, Statistic
from transforms.analysis.scales import scale_statistics
from transforms.analysis.testing import hypothesis_statistics, normality_statistics

_MAKERS = (
    frequency_statistics,
    index_statistics,
    gap_statistics,
    matrix_statistics,
    satisfaction_statistics,
    sampling_statistics,
    growth_statistics,
    normality_statistics,
    scale_statistics,
    hypothesis_statistics,
    profile_statistics,
)


def statistics(material: Material) -> Iterator[Statistic]:
    """Return every statistic of a study: with a value, with words, or refused with the condition that fails."""
    own = {(one.family, one.statistic): Reason(one.needs_id, one.needs_en) for one in material.analysis.refused}
    for make in _MAKERS:
        for row in make(material):
            told = own.get((row.family.value, row.statistic))
            is_refused = row.value is None and row.words is None
            yield replace(row, reason=told) if is_refused and told is not None else row
