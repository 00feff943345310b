"""From bound sheets to respondents: words become codes, rows are checked, refused rows go to quarantine."""
