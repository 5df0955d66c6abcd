"""What happens here that higher rooms want to know. They connect; this room does not know them."""

from django.dispatch import Signal

actor_renamed = Signal()
"""Sent in the transaction of the change, with `actor_id`: the code or a name in some script is another one."""
