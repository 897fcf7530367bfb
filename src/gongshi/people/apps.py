"""The people as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Names the app."""

    name = "gongshi.people"
    label = "people"
    verbose_name = "人员"

    def ready(self) -> None:
        """Listen for failed log-ins, which the audit log keeps."""
        from gongshi.people import failed_logins

        failed_logins.listen()
