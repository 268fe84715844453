"""Against a mail server of our own on loopback; only TLS towards other machines is replaced."""

import smtplib
import socketserver
import threading
import traceback
from email import message_from_bytes
from email.policy import SMTP

import pytest
from pydantic import SecretStr

from fairapp import mail
from fairapp.mail import smtp


class Session(socketserver.StreamRequestHandler):
    """Just enough of RFC 5321 to take a letter."""

    def handle(self):
        self.say(220)
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                self.wfile.write(b"250-ici\r\n250 SIZE 10000000\r\n")
            elif verb == b"DATA":
                self.say(354)
                self.server.letters.append(self.read_letter())
                self.say(250)
            elif verb == b"RCPT" and b"refuse@" in line:
                self.say(550)
            else:
                self.say(221 if verb == b"QUIT" else 250)

    def say(self, code):
        self.wfile.write(b"%d ok\r\n" % code)

    def read_letter(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return message_from_bytes(b"".join(lines), policy=SMTP)


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads, server.letters = True, []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def settings(settings, server):
    settings.smtp_url = SecretStr(f"smtp://127.0.0.1:{server.server_address[1]}")
    return settings


def test_configured_server_gets_the_letter(settings, server, letter_to):
    mail.send(settings, letter_to(subject="Réponse à votre candidature"))
    [letter] = server.letters
    assert (letter["To"], letter["Subject"]) == ("lea@exemple.fr", "Réponse à votre candidature")
    assert not settings.outbox_dir.exists()


def test_refused_recipient_is_an_error_for_the_task_to_show(settings, server, letter_to):
    address = "@".join(("refuse", "exemple.fr"))
    with pytest.raises(smtplib.SMTPException, match="550") as refused:
        mail.send(settings, letter_to(address))
    assert server.letters == []
    shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
    assert address not in shown  # the error is kept with the task, and logged


def test_server_that_is_away_is_an_error_to_retry(settings, server, letter_to):
    server.shutdown()
    server.server_close()
    with pytest.raises(OSError, match="refused"):
        mail.send(settings, letter_to())


class Elsewhere(smtplib.SMTP):
    """A server on another machine, reached through loopback all the same."""

    port = 0

    def __init__(self, _host, _port, timeout):
        assert timeout == smtp.TIMEOUT_SECONDS
        super().__init__("127.0.0.1", type(self).port, timeout=timeout)


def test_nothing_goes_to_another_machine_in_the_clear(settings, server, letter_to, monkeypatch):
    monkeypatch.setattr(Elsewhere, "port", server.server_address[1])
    monkeypatch.setattr(smtplib, "SMTP", Elsewhere)
    settings.smtp_url = SecretStr("smtp://relais:secret@smtp.exemple.fr")
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.send(settings, letter_to())
    assert server.letters == []


@pytest.mark.parametrize(
    ("url", "used"),
    [
        ("smtps://h:465", ("SMTP_SSL", "h", 465)),
        ("smtps://h", ("SMTP_SSL", "h", 465)),
        ("smtp://h", ("SMTP", "h", 587)),
        ("smtp://h:25", ("SMTP", "h", 25)),
    ],
)
def test_scheme_chooses_the_encryption(settings, letter_to, monkeypatch, url, used):
    class Reached(Exception):
        pass

    def connect(kind):
        def stop(host, port, **options):
            assert kind == "SMTP" or options["context"].check_hostname
            raise Reached(kind, host, port)

        return stop

    for kind in ("SMTP", "SMTP_SSL"):
        monkeypatch.setattr(smtplib, kind, connect(kind))
    settings.smtp_url = SecretStr(url)
    with pytest.raises(Reached) as reached:
        mail.send(settings, letter_to())
    assert reached.value.args == used
