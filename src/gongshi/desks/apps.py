"""The pages as a Django app."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Names the app."""

    name = "gongshi.desks"
    label = "desks"
    verbose_name = "办公桌"
