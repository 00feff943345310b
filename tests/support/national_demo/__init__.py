"""A national survey that nobody took: seeded exports of 130 offices over 36 months, and the truth about them.

Everything is synthetic. The truth is computed here from the planted answers with fractions; no module of the pipeline
takes part in it.
"""
