"""Frequencies, means, the index, gap, conformity and quadrants: one SQL file, one table, one select."""
