"""The look-up tables of a release: offices, elements, bands, source files, findings."""
