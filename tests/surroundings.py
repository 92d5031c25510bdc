"""The environment of every test, set before anything of the product is imported.

pytest-django reads the settings before any conftest; `-p tests.surroundings` in pyproject.toml comes before both.
"""

import os
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="bihuan-test-"))
(HOME / "static").mkdir()  # WhiteNoise warns of a missing folder
os.environ.update(
    BIHUAN_HOME=str(HOME), BIHUAN_DEBUG="1", BIHUAN_SECRET_KEY="for-tests-only", BIHUAN_POOL="0"
)
os.environ["DJANGO_SETTINGS_MODULE"] = "bihuan.config.settings"
for name in ("DATABASE_URL", "BIHUAN_ALLOWED_HOSTS", "BIHUAN_HTTPS", "BIHUAN_TRUST_PROXY", "BIHUAN_THREADS"):
    os.environ.pop(name, None)
