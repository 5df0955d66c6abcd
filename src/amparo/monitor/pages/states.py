"""How the statuses of an incident look: one state of the look for each."""

from amparo.kernel.ui.words import State
from amparo.monitor.models import Status

STATES: dict[str, State] = {
    Status.REPORTED: State.WAIT,
    Status.UNDER_VERIFICATION: State.RUN,
    Status.VERIFIED: State.KEPT,
    Status.VERIFIED_LATE: State.KEPT,
    Status.NOT_VERIFIED: State.NONE,
    Status.DID_NOT_OCCUR: State.NONE,
}
