"""Holding a paper's printed figures against each other and against what can be recomputed.

``printed`` reads the figures, ``wiring`` turns an audit file into checks between them, ``rules`` computes what each
check expects, ``network`` follows the checks from the most primary figures on and finds the figure at fault,
``verdicts`` gives every figure its verdict and its sentence, ``consequences`` says which conclusions change.
"""
