"""What a spreadsheet program would calculate with."""

#: What it takes for the beginning of a formula; it also does so for the full-width
#: signs, which input methods produce.
_TRIGGERS = tuple("=+-@\t\r\n＝＋－＠")


def inert(text: str) -> str:
    """Write a text so that no spreadsheet program calculates with it."""
    starts_formula = text.lstrip(" \u3000\u00a0").startswith(_TRIGGERS)
    return f"'{text}" if starts_formula or text.startswith(_TRIGGERS) else text
