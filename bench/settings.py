"""The product's settings, with a counter of queries in front and a bare page beside it."""

from bihuan.config.settings import *  # noqa: F403
from bihuan.config.settings import MIDDLEWARE as PRODUCT

ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.counting.QueryCount", *PRODUCT]
