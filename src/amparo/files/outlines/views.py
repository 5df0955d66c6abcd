"""Pages of outlines."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amparo.accounts.web import acting, page, permitted
from amparo.files.outlines import pages, policies, selectors, services
from amparo.files.outlines.forms import OutlinesForm
from amparo.kernel.errors import TooLarge


@permitted(policies.may_hand_in)
def outlines_list(request: HttpRequest) -> HttpResponse:
    """List the files of outlines that were handed in."""
    return page(request, "files/outlines/list.html", pages.list_page(acting(request), request.GET.get("page", "")))


@permitted(policies.may_hand_in)
def outlines_new(request: HttpRequest) -> HttpResponse:
    """Receive a file and have it read."""
    form = OutlinesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            upload = services.hand_in_outlines(
                acting=acting(request),
                name=given["file"].name,
                stream=given["file"],
                as_of=given["as_of"],
                code_property=given["code_property"],
                upload_id=given["submission"],
            )
        except TooLarge as error:
            form.add_error("file", f"{error.detail} {error.advice}")
        else:
            return redirect("files:outlines-detail", upload.pk)
    return page(request, "files/outlines/new.html", pages.new_page(form), status=422 if form.errors else 200)


@permitted(policies.may_hand_in)
def outlines_detail(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """Show what came of a file; one that is being read looks again by itself, and is sent the progress alone."""
    content = pages.detail_page(selectors.upload_for(acting(request), upload_id))
    if request.headers.get("HX-Request") != "true":
        return page(request, "files/outlines/detail.html", content)
    if content.is_running:
        return page(request, "files/outlines/progress.html", content)
    return HttpResponse(headers={"HX-Refresh": "true"})
