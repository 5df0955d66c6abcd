"""Handing a received file back, as it was received."""

import uuid

from django.http import FileResponse, HttpRequest

from amparo.accounts.web import acting, permitted
from amparo.audit.services import record_read
from amparo.files import policies
from amparo.files.handing_out import handed_out, refuse_missing
from amparo.files.selectors import file_for


@permitted(policies.may_read_files)
def file_download(request: HttpRequest, file_id: uuid.UUID) -> FileResponse:
    """Send the file as an attachment. It is never shown by the browser: a CSV or workbook may pretend to be a page."""
    person = acting(request)
    file = file_for(acting=person, file_id=file_id)
    stored = str(file.content.name)
    refuse_missing(stored)
    record_read(
        acting=person.id, agency=file.agency_id, action="file.downloaded", object_type="file", object_id=file.id
    )
    return handed_out(stored, file.name)
