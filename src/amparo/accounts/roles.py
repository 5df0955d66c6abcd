"""The roles of the system. There is none for police, military or intelligence, and none is to be added."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does in an agency. What each may do stands in the `policies.py` of each room."""

    CASEWORKER = "caseworker", _("Caseworker")
    SUPERVISOR = "supervisor", _("Supervisor")
    MONITOR = "monitor", _("Monitor")
    VERIFIER = "verifier", _("Verifier")
    CHILD_LAWYER = "child_lawyer", _("Child lawyer")
    COORDINATOR = "coordinator", _("Coordinator")
    ANALYST = "analyst", _("Analyst")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")
