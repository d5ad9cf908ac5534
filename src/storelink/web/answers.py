"""What a person gave for the fields that a provider asks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.http import HttpRequest
from django.urls import reverse

from storelink.domain.errors import BadInput
from storelink.providers.contract import Field, FieldKind

_LARGEST_FILE_BYTES = 64 * 1024


def read_answers(
    request: HttpRequest, fields: Sequence[Field]
) -> tuple[dict[str, str], dict[str, str]]:
    """The answers, and what could not be read. A file wins over a pasted text."""
    answers: dict[str, str] = {}
    misread: dict[str, str] = {}
    for field in fields:
        if field.name in request.POST or not field.known:
            answers[field.name] = request.POST.get(field.name, "")
        file = request.FILES.get(f"{field.name}-file")
        if field.kind is FieldKind.MULTILINE and isinstance(file, File):
            try:
                answers[field.name] = _text_of(file)
            except BadInput as error:
                misread[field.name] = error.sentence
    if request.POST.get("action"):
        answers["action"] = request.POST["action"]
    answers["return_to"] = request.build_absolute_uri(reverse("connect_return"))
    return answers, misread


def _text_of(file: File[bytes]) -> str:
    content = file.read(_LARGEST_FILE_BYTES + 1)
    if len(content) > _LARGEST_FILE_BYTES:
        raise BadInput("That file is larger than 64 kB, so it isn’t a key. Choose another one.")
    try:
        return str(content, "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("That file isn’t text. Choose the file that the store gave you.") from error
