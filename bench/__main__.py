"""Every benchmark in turn: `make bench`, or `python -m bench intake` for one."""

from __future__ import annotations

import logging
import sys

import structlog

from bench import calendar, dispatch, intake, log, start

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

ALL = {"calendar": calendar.run, "intake": intake.run, "dispatch": dispatch.run, "start": start.run, "log": log.run}

for name in sys.argv[1:] or ALL:
    ALL[name]()
    print(flush=True)
