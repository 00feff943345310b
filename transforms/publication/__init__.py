"""Finished tables to what readers get: a DuckDB file, CSV, Parquet, a data package, charts and one page.

Everything here is a function of the tables and of the data files that describe them. The same tables give the
same bytes, except in the DuckDB file, whose bytes are not repeatable; its logical hash is.
"""
