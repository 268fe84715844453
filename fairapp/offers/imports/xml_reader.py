"""Indeed-like XML feeds: one `<job>` element for each offer and place."""

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree  # the stdlib's expat, after declarations were refused

from fairapp.core.text import N_
from fairapp.offers.imports.entries import Entry, WrongFile
from fairapp.offers.imports.records import Record, make_record

TAGS = {
    "title": "title", "date": "published_on", "referencenumber": "reference", "url": "apply_url", "company": "company",
    "sourcename": "source", "city": "place", "postalcode": "postal_code", "description": "description",
    "salary": "salary", "jobtype": "contract", "category": "occupation", "experience": "experience",
    "expirationdate": "valid_through", "remotetype": "remote", "email": "apply_email", "siret": "siret",
}  # fmt: skip
MOST_ELEMENTS = 1_000_000  # each takes 100 bytes of memory, however short it is in the file
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG = re.compile(r"\A\s*<\?xml[^>]*\?>")  # it names the encoding of bytes, and we hold text


def read_xml(text: str) -> Iterator[Entry]:
    """Read the jobs anywhere in the document.

    :raise WrongFile: if it is malformed, or declares a document type: that is how entity bombs are made.
    """
    if _DECLARATION.search(text):
        raise WrongFile(N_("Ce fichier XML contient une déclaration DOCTYPE ou ENTITY, refusée."), field="file")
    stream = io.BytesIO(_PROLOG.sub("", text, count=1).lstrip().encode())
    number = 0
    try:
        for read, (_event, element) in enumerate(ElementTree.iterparse(stream)):  # noqa: S314 - no declaration is left
            if read >= MOST_ELEMENTS:
                raise WrongFile(N_("Ce fichier XML a trop d’éléments : partagez-le en plusieurs."), field="file")
            if _local(element.tag) == "job":
                number += 1
                yield _read_job(number, element)
                element.clear()  # a large feed must not be held twice
    except ElementTree.ParseError as error:
        line = error.position[0]
        raise WrongFile(N_("Ce fichier XML est mal formé, ligne %(line)s."), field="file", line=line) from error


def _read_job(number: int, job: ElementTree.Element) -> Record:
    return make_record(number, {TAGS[tag]: child.text for child in job if (tag := _local(child.tag)) in TAGS})


def _local(tag: str) -> str:
    return tag.rpartition("}")[2].lower()
