"""The map of incidents."""

from django.http import HttpRequest, HttpResponse

from amparo.accounts.web import acting, page, permitted
from amparo.monitor import policies
from amparo.monitor.pages import incident_map as maps


@permitted(policies.may_read)
def incident_map(request: HttpRequest) -> HttpResponse:
    """Show where the incidents lie, narrowed by what the address says."""
    return page(request, "monitor/incident_map.html", maps.map_page(acting(request), request.GET))
