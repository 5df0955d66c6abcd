"""Pages that need no account."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from amparo.accounts.web import page, visitor
from amparo.kernel.ui.links import address
from amparo.public import places
from amparo.public.day import day_of
from amparo.public.preferences import THEMES, keep_theme
from amparo.public.styleguide import style_page


@require_GET
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person who signed in; the public face for everybody else."""
    person = visitor(request)
    if person is None:
        return render(request, "public/home.html", {"figures_url": address("monitor:figures-published")})
    return page(request, "public/day.html", day_of(person))


@require_GET
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Send the reader to a neutral site that learns nothing of where they came from (no-referrer)."""
    return HttpResponseRedirect(settings.LEAVE_URL, headers={"Referrer-Policy": "no-referrer"})


@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """List the countries. Codes and names of places are public."""
    return page(request, "public/places.html", places.list_page(visitor(request), request.GET.get("q", "")))


@require_GET
def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one place: its codes, its parts, and what was before."""
    return page(request, "public/place.html", places.place_page(visitor(request), code))


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component with its call. Only a demonstration has this page."""
    if not settings.DEMONSTRATION:
        raise Http404
    return page(request, "public/styleguide.html", style_page())


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours the reader chose and go back; a script that has already changed them gets no page."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest(content_type="text/plain")
    quiet = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if quiet else HttpResponseRedirect(_way_back(request))
    keep_theme(response, theme)
    return response


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language the reader chose and go back."""
    return django_set_language(request)


def _way_back(request: HttpRequest) -> str:
    """Return the page the form stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if ours else "/"
