"""What is true: columns, instruments, regulations, layouts, studies, offices, findings, expectations.

Nothing here does input or output beyond reading its own packaged data files, and nothing here knows DuckDB,
Prefect, a path or the year to run.
"""
