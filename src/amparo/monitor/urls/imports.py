"""Addresses of imports and mappings."""

from django.urls import path

from amparo.monitor.views import imports, mappings, records

urlpatterns = [
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/mappings/", mappings.mapping_list, name="mapping-list"),
    path("imports/mappings/new/", mappings.mapping_sample, name="mapping-new"),
    path("imports/mappings/new/<uuid:file_id>/<uuid:source_id>/", mappings.mapping_columns, name="mapping-new-columns"),
    path("imports/mappings/<uuid:mapping_id>/", mappings.mapping_change, name="mapping-change"),
    path("imports/mappings/<uuid:mapping_id>/export/", mappings.mapping_export, name="mapping-export"),
    path("imports/field-list/", records.records_list, name="records-list"),
    path("imports/field-list/new/", records.records_new, name="records-new"),
    path("imports/field-list/<uuid:file_id>/", records.records_detail, name="records-detail"),
    path("imports/field-list/<uuid:file_id>/decide/", records.records_decide, name="records-decide"),
    path("imports/<uuid:batch_id>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:batch_id>/confirm/", imports.import_confirm, name="import-confirm"),
]
