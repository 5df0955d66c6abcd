"""A passkey in a real browser: the script of the sign-in pages works, under the policy that forbids inline script."""

from amparo.accounts.models import Person
from tests.browser.conftest import NewVisitor, Visitor

PASSWORD = "seven quiet herons wade"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_a_device(visitor: Visitor) -> None:
    """Give the browser a made-up fingerprint reader."""
    developer = visitor.context.new_cdp_session(visitor.page)
    developer.send("WebAuthn.enable")
    developer.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})


def test_a_passkey_is_added_and_then_signs_in_alone(monitor: Person, visit: NewVisitor) -> None:
    monitor.set_password(PASSWORD)
    monitor.save()
    visitor = visit()
    with_a_device(visitor)
    page = visitor.go("/accounts/login/")
    page.get_by_label("E-mail").fill(monitor.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.locator("main form button.btn-1").click()
    page.wait_for_url("**/accounts/2fa/**")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of this passkey").fill("Made-up reader")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery-codes/")
    page.locator("header").get_by_role("button", name="Sign out").click()
    page = visitor.go("/accounts/login/?next=/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    # The whole address: the sign-in's own ends in "next=/profile/", and nothing has happened there yet.
    page.wait_for_url(f"{visitor.home}/profile/")
    assert visitor.complaints == []
    assert visitor.elsewhere == []


def test_a_passkey_that_cannot_be_used_is_said_on_the_page(monitor: Person, visit: NewVisitor) -> None:
    visitor = visit()
    with_a_device(visitor)
    page = visitor.go("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey could not be used").wait_for(state="visible")


def test_without_javascript_the_button_stays_shut_and_the_page_says_why(monitor: Person, visit: NewVisitor) -> None:
    page = visit(script=False).go("/accounts/login/")
    assert page.get_by_role("button", name="Sign in with a passkey").is_disabled()
    assert page.get_by_text("A passkey needs JavaScript").is_visible()
