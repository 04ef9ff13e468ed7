"""kill -9 at any moment loses no report whose reference was shown: `python -m tests.crash [REFERENCES] [SEED]`.

The real demo is started as a process of its own, with its providers outside it. Customers report; the process is killed
at seeded moments and started again on the same database. What the customers' screens showed, and what the providers
were handed, is written down out here; at the end both are compared with what the portal knows.
"""
