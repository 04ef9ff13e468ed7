"""The home page: whether the gate is open, and the way on."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.web.customer.maintenance import notices
from app.web.customer.opening import opening
from app.web.customer.troubles import known


def home() -> ResponseReturnValue:
    """The gate, open or closed, and the way on."""
    return render_template("customer/home.html", **opening(), **notices(), **known())
