"""B from A: table in, table out, with every parameter given. No Prefect, no clock, no environment, no network."""
