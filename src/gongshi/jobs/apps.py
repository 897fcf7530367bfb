"""The queue as a Django app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Names the app."""

    name = "gongshi.jobs"
    label = "jobs"
    verbose_name = "后台任务"
