"""The portal as a WSGI application, and what `flask --app wsgi` finds."""

from app import create_app
from config import Settings

app = create_app(Settings.from_env())
app.before_request(app.extensions["watchdog"].start)  # with the first request of each process, at the latest
app.before_request(app.extensions["clerk"].start)
