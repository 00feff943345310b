"""Statistics over respondents: each a pure function with its source, its conditions and its missing-data rule.

What SciPy and statsmodels do well is theirs; what no permissive library has is ours and checked against R. A condition
that does not hold is a ``NotComputableError`` that says which one; a NaN never leaves this room.
"""
