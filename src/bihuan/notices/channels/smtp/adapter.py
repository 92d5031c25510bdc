"""Mail by SMTP. The Message-ID is the delivery's key, so a mail that went twice is seen as one."""

from __future__ import annotations

import smtplib
import ssl
import time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bihuan.notices.channels.base import Adapter as Base
from bihuan.notices.channels.base import Outcome, Outgoing, Setting, accepted, down, rejected, retry
from bihuan.process.words import N_

WIRE = SMTP.clone(cte_type="7bit")
"""Lines end as SMTP wants them, which sendmail leaves to bytes as they come, and hold only what every relay takes."""
SECURITY = ("none", "starttls", "tls")


class Adapter(Base):
    kind = "smtp"
    label = N_("Mail (SMTP)")
    media = "mail"
    address = "email"
    settings = (
        Setting("host", N_("Server")),
        Setting("port", N_("Port"), default="25"),
        Setting(
            "security",
            N_("Encryption"),
            default="starttls",
            help=N_("none, starttls or tls; certificates are checked."),
        ),
        Setting("username", N_("User name"), required=False),
        Setting("password", N_("Password"), required=False, is_secret=True),
        Setting("sender", N_("Sender"), help=N_("The mail address that notices come from.")),
    )
    seconds = 10

    def send(self, message: Outgoing) -> Outcome:
        """One connection a mail: a relay is near, and a killed worker leaves nothing half-open."""
        try:
            mail = self._mail(message)
        except (ValueError, IndexError) as error:
            return rejected(f"address: {error}")
        try:
            with self._connected() as server:
                refused = server.sendmail(
                    parseaddr(self.values["sender"])[1], [message.address], mail.as_bytes(policy=WIRE)
                )
                return retry(str(refused)) if refused else accepted(mail["Message-ID"])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            return _of_code(code, text)
        except smtplib.SMTPAuthenticationError as error:
            return down(f"sign-in refused: {error.smtp_code}")
        except smtplib.SMTPResponseException as error:
            return (
                down(f"{error.smtp_code} {_text(error.smtp_error)}")
                if error.smtp_code == 421
                else _of_code(error.smtp_code, error.smtp_error)
            )
        except (smtplib.SMTPException, OSError) as error:
            return down(getattr(error, "strerror", None) or str(error) or type(error).__name__)

    def _connected(self) -> smtplib.SMTP:
        host, port = self.values["host"], self.number("port") or 25
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.values["security"] == "tls":
            server = _LimitedTls(host, port, timeout=self.seconds, context=context)
        else:
            server = _Limited(host, port, timeout=self.seconds)
        try:
            if self.values["security"] == "starttls":
                server.starttls(context=context)
            if self.values["username"]:
                server.login(self.values["username"], self.values["password"])
        except BaseException:
            server.close()
            raise
        return server

    def _mail(self, message: Outgoing) -> EmailMessage:
        name, sender = parseaddr(self.values["sender"])
        mail = EmailMessage()
        mail["Message-ID"] = f"<{message.key}@{message.host}>"
        mail["From"] = Address(name or "Bihuan", addr_spec=sender)
        mail["To"] = Address(message.to_name, addr_spec=message.address)
        mail["Subject"] = " ".join(message.subject.split())
        mail["Date"] = format_datetime(message.at)
        mail["Auto-Submitted"] = "auto-generated"
        if message.level <= 2:
            mail["Importance"] = "high"
        mail.set_content(message.text)
        for paper in message.enclosures:
            main, sub = paper.content_type.split("/", 1)
            mail.add_attachment(paper.content, maintype=main, subtype=sub, filename=paper.name)
        return mail


class _Limited(smtplib.SMTP):
    """Limits a whole conversation, not each of its lines: a server that answers slowly must not outlive the lease."""

    ends = 0.0

    def getreply(self) -> tuple[int, bytes]:
        self.ends = self.ends or time.monotonic() + Adapter.seconds
        if self.sock:
            self.sock.settimeout(max(self.ends - time.monotonic(), 0.01))
        return super().getreply()


class _LimitedTls(_Limited, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _of_code(code: int, text: bytes | str) -> Outcome:
    said = f"{code} {_text(text)}"
    return rejected(said) if code >= 500 else retry(said)


def _text(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
