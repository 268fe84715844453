"""The baseline: Flask and nothing else, behind the same server with the same options."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "hello"
