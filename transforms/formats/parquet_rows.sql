-- parquet_rows: one row per row of the file, in the order in which they stand in it.
select columns(*) from read_parquet($path, hive_partitioning = false)
