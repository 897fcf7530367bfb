"""Keeps certificate numbers off the screen: first and last character, stars between."""

import re

from gongshi.policy.standards import Standard

#: What such a name ends in that is a shop's or a body's.
_BODY = re.compile("[店厂社行院所校站部队场馆公司局会]$")
#: What in a sentence may be a number of such a field, or part of one.
_NUMBER = re.compile(r"[0-9A-Za-z*]{5,}")
#: Two to four Chinese characters, or more of them with the dot of a foreign name.
_PERSON = re.compile("[\u3400-\u9fff]{1,4}|[\u3400-\u9fff]+(·[\u3400-\u9fff]+)+")


def masked(text: str | None) -> str:
    """Show no more of a text than its first and last character."""
    if not text:
        return ""
    return text[0] + "*" * max(len(text) - 2, 1) + (text[-1] if len(text) > 2 else "")


def is_hidden(standard: Standard, code: str) -> bool:
    """Tell whether nobody outside the checks may read a field."""
    return any(
        field.publication == "never" for field in standard.fields if field.code == code
    )


def shown(standard: Standard, code: str, text: str | None) -> str:
    """Give a cell as a page may show it; a value of a list names nobody."""
    if not text or not is_hidden(standard, code) or _is_listed(standard, code, text):
        return text or ""
    return masked(text)


def _is_listed(standard: Standard, code: str, text: str) -> bool:
    lists = (each.codelist for each in standard.fields if each.code == code)
    return any(each and text in each.texts() for each in lists)


def sentence(standard: Standard, code: str, text: str) -> str:
    """Give a finding's words as a page may show them; they may quote the cell."""
    if not is_hidden(standard, code):
        return text
    return _NUMBER.sub(lambda found: masked(found[0]), text)


def party(name: str) -> str:
    """Name a party; of what can be a natural person's name only the ends are shown.

    Neither a case nor a register knows the kind of a party.
    """
    is_person = _PERSON.fullmatch(name) and not _BODY.search(name)
    return masked(name) if is_person else name
