"""Makes e-mail files for the tests. Senders, addresses and words are invented."""

from email.message import EmailMessage

SENDER = "Liv Marin <liv.marin@witness.example>"
TEXT = "Two boys were taken from the market.\nOne came back."


def letter(
    text: str = TEXT,
    *,
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    subject: str = "From the market",
    date: str = "Mon, 03 Jun 2024 08:30:00 +0000",
) -> bytes:
    """Return an honest e-mail."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Date"] = SENDER, "desk@a.example", subject, date
    if text:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
