"""The statistics that printed studies report, computed again from their tables: one tidy row for each.

A statistic that cannot be computed has a row too, with the condition that fails. The arithmetic is that of
``transforms.statistics``; here it is only applied, labelled and laid out.
"""
