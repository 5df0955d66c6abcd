"""Demonstrations: an invented country, and real published data. In demonstration mode only.

They lie in this room because they go through every room beneath it, up to an estimate.
"""

from django.conf import settings

from amparo.kernel.errors import NotAllowed


def refuse_outside_demonstration() -> None:
    """Raise NotAllowed in a real installation: demonstration people have published passwords."""
    if not settings.DEMONSTRATION:
        raise NotAllowed(
            "This is a real installation. Demonstration data brings people with published passwords, so it is "
            "loaded in demonstration mode only.",
            advice="Try it in a data folder of its own: AMPARO_DATA_DIR=/some/empty/folder amparo up",
        )
