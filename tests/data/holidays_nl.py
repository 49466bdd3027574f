"""Makes holidays_nl.csv: what the PyPI package `holidays` says of the Netherlands.

    pip install holidays && python tests/data/holidays_nl.py > tests/data/holidays_nl.csv
"""

import holidays

YEARS = range(2000, 2041)
print(f"# PyPI holidays {holidays.__version__}, NL, {YEARS.start}-{YEARS.stop - 1}")
for category in ("public", "optional"):
    days = holidays.NL(years=YEARS, categories=category, language="nl")
    for day in sorted(days):
        print(f"{category},{day},{days[day]}")
