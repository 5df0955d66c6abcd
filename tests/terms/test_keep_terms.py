"""An administrator keeps the lists: adds, renames, retires, restores, deletes. Others read them."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from amparo.accounts.models import Person
from amparo.audit.models import AuditEvent
from amparo.audit.selectors import history_of
from amparo.kernel.errors import Conflict, Invalid, NotFound, Stale
from amparo.terms import policies, selectors, services
from amparo.terms.models import Term, Vocabulary
from amparo.terms.services import TermData
from tests.monitor import making
from tests.standing import World

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
LIST = Vocabulary.SERVICE.value
GIVEN = TermData(label="boat school", labels={"ar": "مدرسة عائمة", "fr": " "}, source="Decision of 3 May 2026")


def added(administrator: Person, code: str = "boat-school") -> Term:
    return services.add_term(acting=administrator, vocabulary=LIST, code=code, data=GIVEN)


def test_an_item_is_added_at_the_end_of_its_list(administrator: Person) -> None:
    term = added(administrator)

    assert list(selectors.offered(LIST))[-1] == term
    assert term.labels == {"ar": "مدرسة عائمة"}
    assert AuditEvent.objects.get(action="term.added").acting == administrator.pk


def test_a_label_is_renamed_and_the_history_keeps_both(administrator: Person) -> None:
    term = added(administrator)

    services.change_term(
        acting=administrator,
        term_id=term.pk,
        expected_version=1,
        data=TermData(label="floating school", source="Decision of 4 May 2026", position=5),
    )

    assert [version.data["label"] for version in history_of("term", term.pk)] == ["floating school", "boat school"]
    assert selectors.offered(LIST).first() == Term.objects.get(pk=term.pk)


def test_a_retired_item_is_offered_no_more_but_stays_where_it_is(administrator: Person) -> None:
    term = added(administrator)

    services.retire_term(acting=administrator, term_id=term.pk, expected_version=1)

    assert term not in selectors.offered(LIST)
    assert term in selectors.offered(LIST, also=[term.pk])
    assert selectors.term_for(administrator, term.pk).retired
    services.restore_term(acting=administrator, term_id=term.pk, expected_version=2)
    assert term in selectors.offered(LIST)


def test_an_item_in_use_cannot_be_deleted(administrator: Person, monitor: Person) -> None:
    term = services.add_term(acting=administrator, vocabulary=Vocabulary.VIOLATION.value, code="new-harm", data=GIVEN)
    from amparo.monitor.content import ViolationData

    making.incident(monitor, violations=(ViolationData(term.pk),))

    with pytest.raises(Conflict, match="carry this item"):
        services.delete_term(acting=administrator, term_id=term.pk)
    assert Term.objects.filter(pk=term.pk).exists()


def test_an_item_that_came_with_the_system_cannot_be_deleted(administrator: Person) -> None:
    with pytest.raises(Conflict, match="comes with the system"):
        services.delete_term(acting=administrator, term_id=making.term("beatings").pk)


def test_an_item_that_nobody_used_is_deleted_and_that_is_recorded(administrator: Person) -> None:
    term = added(administrator)
    services.delete_term(acting=administrator, term_id=term.pk)

    assert not Term.objects.filter(code="boat-school").exists()
    assert AuditEvent.objects.get(action="term.deleted").detail == {"code": "boat-school", "vocabulary": LIST}


@pytest.mark.parametrize(
    ("vocabulary", "code", "data", "where"),
    [
        (LIST, "boat-school", GIVEN, "code"),
        (LIST, "Boat School", GIVEN, "code"),
        ("nothing", "new", GIVEN, "vocabulary"),
        (LIST, "new", TermData(label=" ", source="x"), "label"),
        (LIST, "new", TermData(label="x" * 201, source="x"), "label"),
        (LIST, "new", TermData(label="x", source=" "), "source"),
        (LIST, "new", TermData(label="x", source="x" * 301), "source"),
        (LIST, "new", TermData(label="x", source="x", position=-1), "position"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    vocabulary: str, code: str, data: TermData, where: str, administrator: Person
) -> None:
    added(administrator)
    with pytest.raises(Invalid) as caught:
        services.add_term(acting=administrator, vocabulary=vocabulary, code=code, data=data)
    assert [problem.where for problem in caught.value.problems] == [where]


def test_a_change_that_cannot_be_is_refused(administrator: Person) -> None:
    term = added(administrator)
    with pytest.raises(Invalid):
        services.change_term(
            acting=administrator, term_id=term.pk, expected_version=1, data=TermData(label="", source="x")
        )


def test_a_stale_change_is_refused(administrator: Person) -> None:
    term = added(administrator)
    services.retire_term(acting=administrator, term_id=term.pk, expected_version=1)

    with pytest.raises(Stale):
        services.change_term(acting=administrator, term_id=term.pk, expected_version=1, data=TermData("other", "x"))


def test_nobody_else_keeps_the_lists(world: World, administrator: Person) -> None:
    term = added(administrator)
    keepers = {str(role) for role, person in world.people.items() if policies.may_keep(person)}
    readers = {str(role) for role, person in world.people.items() if policies.may_read(person)}

    assert keepers == {"administrator"}
    assert readers == {"administrator", "monitor", "verifier", "analyst", "coordinator"}
    assert not policies.may_keep(None)
    assert not policies.may_read(None)
    for person in (*world.people.values(), world.nobody):
        if policies.may_keep(person):
            continue
        with pytest.raises(NotFound):
            added(person, "another")
        with pytest.raises(NotFound):
            services.delete_term(acting=person, term_id=term.pk)
    for read in (lambda: selectors.terms_of(world.nobody, LIST), lambda: selectors.term_for(world.nobody, term.pk)):
        with pytest.raises(NotFound):
            read()
    with pytest.raises(NotFound):
        selectors.term_for(administrator, uuid.uuid4())


def test_on_the_pages_a_list_is_kept(administrator: Person, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    new = f"{reverse('terms:term-new')}?list={LIST}"
    form = {"code": "boat-school", "label": "boat school", "label_ar": "", "source": "Ours"}

    assert client.post(new, form | {"source": ""}).status_code == 422
    assert client.post(new, form | {"code": "Boat"}).status_code == 422
    assert client.post(new, form).status_code == 302
    term = Term.objects.get(code="boat-school")
    detail = reverse("terms:term-detail", args=[term.pk])
    assert client.post(detail, form | {"label": "floating school", "version": 1}).status_code == 302
    stale = client.post(detail, form | {"label": "third school", "version": 1})
    assert stale.status_code == 409
    line = stale.context["content"].differences[0]
    assert (line.theirs, line.yours) == ("floating school", "third school")
    assert client.post(detail, form | {"label": "", "version": 2}).status_code == 422
    assert client.post(reverse("terms:term-retire", args=[term.pk]), {"version": 2}).status_code == 302
    assert b"Offer it again" in client.get(detail).content
    client.post(reverse("terms:term-retire", args=[term.pk]), {"version": 3, "restore": "1"})
    assert client.post(reverse("terms:term-delete", args=[term.pk])).status_code == 302
    assert not Term.objects.filter(pk=term.pk).exists()


def test_others_read_the_lists_and_cannot_send_a_change(
    verifier: Person, administrator: Person, sign_in: SignIn
) -> None:
    term = added(administrator)
    client, detail = sign_in(verifier), reverse("terms:term-detail", args=[term.pk])

    page = client.get(detail)
    assert b"boat school" in page.content
    assert page.context["content"].form is None
    assert client.post(detail, {}).status_code == 404
    assert client.get(reverse("terms:term-list"), {"list": "service"}).status_code == 200
    assert client.get(reverse("terms:term-list"), {"list": "nothing"}).status_code == 404
    assert sign_in(administrator).get(f"{reverse('terms:term-new')}?list=nothing").status_code == 404


def test_a_role_is_counted_in_the_group_that_it_is_given(administrator: Person, sign_in: SignIn) -> None:
    client = sign_in(administrator)
    sent = {"code": "boat-hand", "label": "boat hand", "source": "Decision of 3 May 2026", "group": "support"}

    client.post(reverse("terms:term-new") + "?list=role", sent)
    client.post(reverse("terms:term-new") + "?list=service", sent)

    assert {term.vocabulary: term.group for term in Term.objects.filter(code="boat-hand")} == {
        "role": "support",
        "service": "",
    }
    grouped = TermData(label="boat", source="Decision of 3 May 2026", group="support")
    with pytest.raises(Invalid) as refused:
        services.add_term(acting=administrator, vocabulary=LIST, code="boat", data=grouped)
    assert [problem.where for problem in refused.value.problems] == ["group"]
