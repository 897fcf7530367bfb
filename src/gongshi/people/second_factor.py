"""The code from a phone that privileged people give beside the password (TOTP)."""

from io import BytesIO

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from gongshi.people.models import Person


def device_of(person: Person) -> TOTPDevice | None:
    """Find the phone that a person has enrolled."""
    return TOTPDevice.objects.filter(user=person, confirmed=True).first()


def enrolment(person: Person) -> TOTPDevice:
    """Find or begin the enrolment of a phone; it counts once a code has proved it."""
    found = TOTPDevice.objects.filter(user=person, confirmed=False).first()
    return found or TOTPDevice.objects.create(
        user=person, name="手机验证码", confirmed=False
    )


def confirm(person: Person, code: str) -> bool:
    """Finish the enrolment with the first code; False when it is wrong.

    Also when another session has finished one: a second phone would open his door too.
    """
    with transaction.atomic():
        # One session at a time; whoever waits here reads the phone as it is by then.
        Person.objects.select_for_update().get(pk=person.pk)
        if device_of(person):
            return False
        device = enrolment(person)
        if not device.verify_token(code):
            return False
        device.confirmed = True
        device.save()
        return True


def prove(person: Person, code: str) -> bool:
    """Check a code; each counts once, and guessing gets slower and slower."""
    with transaction.atomic():
        # As above: the device remembers which code was the last.
        Person.objects.select_for_update().get(pk=person.pk)
        device = device_of(person)
        return device is not None and bool(device.verify_token(code))


def forget(person: Person) -> None:
    """Take the phone away: at the next log-in another one is enrolled."""
    TOTPDevice.objects.filter(user=person).delete()


def picture(device: TOTPDevice) -> bytes:
    """Draw the enrolment as a QR code.

    Returns:
        An SVG file, dark on light in every colour scheme, as cameras want it.
    """
    import segno

    file = BytesIO()
    segno.make(device.config_url, error="m").save(
        file, kind="svg", scale=5, border=4, dark="#000", light="#fff"
    )
    return file.getvalue()


def spelled(device: TOTPDevice) -> str:
    """Write the secret for those who type it, in fours."""
    from base64 import b32encode

    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
