"""Settings of the tests: the real ones, over an environment of their own."""

import os
import tempfile
from pathlib import Path


def data_dir() -> str:
    """Each worker keeps its files apart, so that a test may count what it left behind while another one writes."""
    shared = os.environ.get("AMPARO_TEST_DATA_DIR") or tempfile.mkdtemp(prefix="amparo-test-")
    own = Path(shared) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    own.mkdir(parents=True, exist_ok=True)
    return str(own)


os.environ.update(
    {
        "AMPARO_DATA_DIR": data_dir(),
        "AMPARO_SECRET_KEY": "only-for-tests-" + "s" * 32,
        "AMPARO_AUDIT_KEY": "only-for-tests-" + "a" * 32,
        "AMPARO_HOSTS": "testserver,localhost",
    }
)
os.environ.pop("AMPARO_DEMONSTRATION", None)

from amparo.config.settings import *  # noqa: E402, F403  (the environment must be set first)

# Argon2 at full cost would take most of the suite's time; tests/accounts checks the real parameters.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
