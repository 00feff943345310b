-- parquet_counts: one row per file, with the row count that its footer states.
select num_rows from parquet_file_metadata($path)
