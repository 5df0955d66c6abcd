"""Pages of attachments, and the handing out of their copies."""

import uuid

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amparo.accounts.models import Person
from amparo.accounts.web import acting, page, permitted, tried
from amparo.files import policies
from amparo.files.attachments import pages, redaction, selectors, services
from amparo.files.attachments.forms import DescribeForm, EvidenceForm, FilesForm, RedactPictureForm, RedactTextForm
from amparo.files.attachments.receiving import Given
from amparo.files.attachments.selectors import Held
from amparo.files.handing_out import handed_out
from amparo.files.models import Attachment
from amparo.files.subjects import holder_for
from amparo.kernel.errors import NotFound
from amparo.kernel.ids import parsed_id


@permitted(policies.may_read_files)
def attachment_new(request: HttpRequest, kind: str, record_id: uuid.UUID) -> HttpResponse:
    """Attach files to a record."""
    holder = holder_for(acting(request), kind, record_id)
    if not holder.may_add:
        raise NotFound
    form = FilesForm(request.POST or None, request.FILES or None)
    done = tried(
        form, lambda: services.attach_files(acting=acting(request), kind=kind, record_id=record_id, given=_given(form))
    )
    if done is None:
        return page(
            request, "files/attachment_new.html", pages.NewPage(form, holder), status=422 if form.errors else 200
        )
    if done.added:
        messages.success(request, _("Attached: %(names)s") % {"names": ", ".join(one.name for one in done.added)})
    if done.known:
        messages.warning(request, _("Attached before, and kept once: %(names)s") % {"names": ", ".join(done.known)})
    return redirect(holder.url)


def _given(form: FilesForm) -> list[Given]:
    return [Given(upload.name, upload) for upload in form.cleaned_data["chosen"]]


@permitted(policies.may_read_files)
def attachment_detail(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Show one attachment and its custody log."""
    held = services.open_attachment(acting=acting(request), attachment_id=attachment_id)
    return page(request, "files/attachment_detail.html", pages.detail_page(acting(request), held))


@permitted(policies.may_read_files)
def attachment_download(request: HttpRequest, attachment_id: uuid.UUID) -> FileResponse:
    """Hand out the working copy; of a file that has none, the file."""
    one = services.take_working_copy(acting=acting(request), attachment_id=attachment_id)
    ending = ".txt" if one.working_type == "text/plain" else ""
    return handed_out(one.working or one.evidence, f"{one.name}{ending}")


@permitted(policies.may_read_files)
def attachment_picture(request: HttpRequest, attachment_id: uuid.UUID) -> FileResponse:
    """Give the working copy of a picture to a page that shows it."""
    one = services.see_picture(acting=acting(request), attachment_id=attachment_id)
    return handed_out(one.working or one.evidence, one.name, media_type=one.shown_type)


@permitted(policies.may_read_files)
def attachment_evidence(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponseBase:
    """Ask why the evidentiary copy is needed, and hand it out."""
    person = acting(request)
    held = selectors.attachment_for(person, attachment_id)
    if not selectors.opens_evidence(person, held.attachment):
        raise NotFound
    form = EvidenceForm(request.POST or None)
    done = tried(form, lambda: _evidence(person, attachment_id, form))
    if done is not None:
        return handed_out(done.evidence, done.name)
    content = pages.question_page(held.attachment, form)
    return page(request, "files/attachment_evidence.html", content, status=422 if form.errors else 200)


def _evidence(person: Person, attachment_id: uuid.UUID, form: EvidenceForm) -> Attachment:
    reason = form.cleaned_data["reason"]
    return services.take_evidence(acting=person, attachment_id=attachment_id, reason=reason)


@permitted(policies.may_read_files)
@require_POST
def attachment_check(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Compare the copies on the disk with their recorded hashes."""
    whole, said = pages.checked_in_words(services.check_hash(acting=acting(request), attachment_id=attachment_id))
    (messages.success if whole else messages.error)(request, said)
    return redirect("files:attachment-detail", attachment_id)


@permitted(policies.may_read_files)
@require_POST
def attachment_describe(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Say what can be seen or heard."""
    held = selectors.attachment_to_change(acting(request), attachment_id)
    form = DescribeForm(request.POST)
    if form.is_valid():
        services.describe(acting=acting(request), attachment_id=attachment_id, text=form.cleaned_data["text"])
        return redirect("files:attachment-detail", attachment_id)
    content = pages.question_page(held.attachment, form)
    return page(request, "files/attachment_describe.html", content, status=422)


@permitted(policies.may_read_files)
@require_POST
def attachment_access(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Give a colleague access to the evidentiary copy, or take it back."""
    person = parsed_id(request.POST.get("person"))
    if person is None:
        raise NotFound
    services.set_evidence_access(
        acting=acting(request), attachment_id=attachment_id, person_id=person, given=request.POST.get("give") == "1"
    )
    return redirect("files:attachment-detail", attachment_id)


@permitted(policies.may_read_files)
def attachment_redact(request: HttpRequest, attachment_id: uuid.UUID) -> HttpResponse:
    """Make a copy in which parts are hidden."""
    person = acting(request)
    held = selectors.attachment_to_change(person, attachment_id)
    form = pages.redaction_form(held.attachment)(request.POST or None, request.FILES or None)
    done = tried(form, lambda: _redact(person, held, form))
    if done is None:
        content = pages.redaction_page(held, form)
        return page(request, "files/attachment_redact.html", content, status=422 if form.errors else 200)
    messages.success(request, _("The redacted copy was made. The original stays as it is."))
    return redirect("files:attachment-detail", done.pk)


def _redact(person: Person, held: Held, form: forms.Form) -> Attachment:
    given, which = form.cleaned_data, held.attachment.pk
    reason = given["reason"]
    if isinstance(form, RedactPictureForm):
        return redaction.redact_picture(acting=person, attachment_id=which, cells=given["cells"], reason=reason)
    if isinstance(form, RedactTextForm):
        return redaction.redact_text(
            acting=person, attachment_id=which, lines=given["lines"], words=given["words"], reason=reason
        )
    upload = given["file"]
    return redaction.add_redacted(acting=person, attachment_id=which, given=Given(upload.name, upload), reason=reason)
