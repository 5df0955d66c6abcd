"""What the worker does for the accounts room."""

from django_tasks import task

from amparo.accounts import mails
from amparo.accounts.models import Person


@task()
def send_password_reset(address: str) -> None:
    """Send a link to choose a new password, if an open account has this address; else do nothing."""
    person = Person.objects.filter(email=address, is_active=True).first()
    if person is not None:
        mails.password_reset(person)
