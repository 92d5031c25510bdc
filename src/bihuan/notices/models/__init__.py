"""The rows of notices: what is told, by which channel it goes out, and what each person wishes."""

from bihuan.notices.models.channel import Channel
from bihuan.notices.models.delivery import Attempt, Delivery
from bihuan.notices.models.notice import Enclosure, Notice
from bihuan.notices.models.preference import AddressCode, Preference

__all__ = ["AddressCode", "Attempt", "Channel", "Delivery", "Enclosure", "Notice", "Preference"]
