"""`python -m make_exports [PART ...]`: write the folders of all parts, or of some."""

import sys

import make_exports

for part in sys.argv[1:] or make_exports.parts():
    names = []
    for case in make_exports.cases_of(part):
        make_exports.write(case, make_exports.EXPORTS)
        names.append(case.name)
    print(f"{part}: {len(names)} folders")  # noqa: T201
