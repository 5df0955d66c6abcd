"""Writes of lists, designations, snapshots and definitions. They are shared by all agencies, as actors are."""

from amparo.actors.lists.services.definitions import change_definition, record_definition
from amparo.actors.lists.services.designations import change_designation, record_designation
from amparo.actors.lists.services.listings import change_list, record_list
from amparo.actors.lists.services.snapshots import apply_snapshot, import_list, set_aside_snapshot

__all__ = [
    "apply_snapshot",
    "change_definition",
    "change_designation",
    "change_list",
    "import_list",
    "record_definition",
    "record_designation",
    "record_list",
    "set_aside_snapshot",
]
