"""A flood of junk, and one real report in the middle: `python -m tests.flood`."""
