"""The cohort and its waterfall. Rows leave the study here and nowhere else."""
