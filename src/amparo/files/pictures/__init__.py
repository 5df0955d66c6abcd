"""Pictures from outside: decoded, turned upright and written anew by a limited process, without their metadata."""
