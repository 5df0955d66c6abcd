"""One record for one form, however often and however closely together it is sent."""

import threading
import uuid

import pytest
from django.db import connection, transaction

from amparo.accounts.models import Agency
from amparo.kernel.errors import NotFound
from amparo.kernel.sending import sent_before


@pytest.mark.both
@pytest.mark.django_db
def test_the_first_sending_finds_nothing_and_the_second_the_record() -> None:
    form = uuid.uuid4()
    with transaction.atomic():
        assert sent_before(Agency, form) is None
        made = Agency.objects.create(id=form, name="River Watch", code="river")
        assert sent_before(Agency, form, code="river") == made


@pytest.mark.both
@pytest.mark.django_db
def test_the_id_of_somebody_elses_record_is_answered_like_one_that_is_not_there() -> None:
    made = Agency.objects.create(name="River Watch", code="river")
    with pytest.raises(NotFound):
        sent_before(Agency, made.pk, code="another")


def test_without_an_id_every_sending_is_the_first() -> None:
    assert sent_before(Agency, None) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_one_moment_make_one_record() -> None:
    form, both_there = uuid.uuid4(), threading.Barrier(2)
    answers, failures = list[Agency](), list[Exception]()

    def send() -> None:
        try:
            both_there.wait(10)
            with transaction.atomic():
                known = sent_before(Agency, form)
                answers.append(known or Agency.objects.create(id=form, name="River Watch", code="river"))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    for _attempt in range(5):
        senders = [threading.Thread(target=send) for _ in range(2)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(30)
        assert failures == []
        assert {one.pk for one in answers} == {form}
        Agency.objects.all().delete()
        answers.clear()
