"""Documents that people send are opened in a process that can spend little, and come out as our own copy."""

import io
import time
import zipfile
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Permissions, String
from pypdf import PdfReader

from fairapp.pdf import Problem, Refused, inspect
from fairapp.pdf.inspector import CPU_SECONDS, MEMORY_BYTES
from tests.candidates.making import changed_pdf, make_pdf, set_action


def problem_of(content: bytes) -> Problem | None:
    try:
        inspect(content, max_pages=20)
    except Refused as refusal:
        return refusal.problem
    return None


def archive() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("virus.exe", b"MZ")
    return written.getvalue()


def set_link(address):
    def change(pdf):
        action = Dictionary(S=Name.URI, URI=String(address))
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
        pdf.pages[0]["/Annots"] = Array([note])

    return change


def hide_action(pdf):
    """The name of the action, and its address, are objects of their own."""
    name = pdf.make_indirect(Name.JavaScript)
    action = pdf.make_indirect(Dictionary(S=name, Other=String("x")))
    pdf.Root["/AA"] = Dictionary(WC=action)


def hide_link(pdf):
    set_link("https://exemple.fr")(pdf)
    pdf.pages[0].Annots[0].A["/URI"] = pdf.make_indirect(String("file:///etc/passwd"))


def attach(pdf):
    pdf.attachments["virus.exe"] = b"MZ"


def pin_file(pdf):
    attach(pdf)
    file = pdf.attachments["virus.exe"].obj
    pin = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=file)
    pdf.pages[0]["/Annots"] = Array([pin])


def repeat_filter(pdf):
    packed = zlib.compress(zlib.compress(b" " * 2**24))
    stream = pikepdf.Stream(pdf, packed)
    stream.stream_dict["/Filter"] = Array([Name.FlateDecode, Name.FlateDecode])
    pdf.pages[0]["/Contents"] = stream


def make_big_image(pdf):
    image = pikepdf.Stream(pdf, zlib.compress(b""))
    told = {"Subtype": Name.Image, "Width": 60_000, "Height": 60_000, "Filter": Name.FlateDecode}
    for key, value in told.items():
        image.stream_dict[f"/{key}"] = value
    pdf.pages[0]["/Resources"] = Dictionary(XObject=Dictionary(I=pdf.make_indirect(image)))


def fill(pdf):
    pdf.pages[0]["/Contents"] = pdf.make_stream(b" " * 2**26)


def fill_by_runs(pdf):
    """One of the old ways to pack, 64 to 1."""
    stream = pikepdf.Stream(pdf, b"\x81 " * 2**20 + b"\x80")
    stream.stream_dict["/Filter"] = Name.RunLengthDecode
    pdf.pages[0]["/Contents"] = stream


def read_from_elsewhere(pdf):
    pdf.pages[0].Contents.stream_dict["/F"] = String("/etc/passwd")


def opens(address):
    return Dictionary(O=Dictionary(S=Name.URI, URI=String(address)))


def draw_from_elsewhere(pdf):
    drawing = pdf.make_stream(b"")
    drawing["/Ref"] = Dictionary(F=Dictionary(Type=Name.Filespec, UF=String("\\\\exemple.fr\\x.pdf")), Page=0)
    pdf.pages[0]["/Resources"] = Dictionary(XObject=Dictionary(X=drawing))


PASSWORD = {"encryption": Encryption(owner="a", user="b")}
READ_ONLY = {"encryption": Encryption(owner="a", user="", allow=Permissions(extract=False))}
AS_IT_IS = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
SOUND = make_pdf()

REFUSED = {
    "empty": (b"", Problem.NOT_PDF),
    "a page of the web": (b"<html><script>alert(1)</script></html>", Problem.NOT_PDF),
    "another kind first": (b"MZ" + SOUND, Problem.NOT_PDF),
    "a page of the web first": (b"<html>" + SOUND, Problem.NOT_PDF),
    "an archive after it": (SOUND + archive(), Problem.MORE_THAN_PDF),
    "a word after it": (SOUND + b"<script>", Problem.MORE_THAN_PDF),
    "cut": (SOUND[: len(SOUND) // 2], Problem.DAMAGED),
    "only its ends": (b"%PDF-1.7\nnothing\n%%EOF\n", Problem.DAMAGED),
    "password": (changed_pdf(lambda _pdf: None, **PASSWORD), Problem.ENCRYPTED),
    "restricted": (changed_pdf(lambda _pdf: None, **READ_ONLY), Problem.ENCRYPTED),
    "21 pages": (make_pdf(*"abcdefghijklmnopqrstu"), Problem.TOO_MANY_PAGES),
    "no page": (changed_pdf(lambda pdf: pdf.pages.__delitem__(0)), Problem.NO_PAGE),
    "script": (changed_pdf(set_action("JavaScript", JS="app.alert(1)")), Problem.SCRIPT),
    "script in objects of their own": (changed_pdf(hide_action), Problem.ACTION),
    "form with its own program": (
        changed_pdf(lambda pdf: pdf.Root.__setitem__("/AcroForm", Dictionary(XFA="x"))), Problem.SCRIPT,
    ),
    "launch": (changed_pdf(set_action("Launch", F="cmd.exe")), Problem.ACTION),
    "another file": (changed_pdf(set_action("GoToR", F="\\\\exemple.fr\\x.pdf")), Problem.ACTION),
    "form that sends": (changed_pdf(set_action("SubmitForm", F="https://exemple.fr")), Problem.ACTION),
    "link to a file": (changed_pdf(set_link("file:///etc/passwd")), Problem.ACTION),
    "link that is a program": (changed_pdf(set_link("javascript:alert(1)")), Problem.ACTION),
    "link in an object of its own": (changed_pdf(hide_link), Problem.ACTION),
    "link to a share": (changed_pdf(set_link("\\\\exemple.fr\\partage")), Problem.ACTION),
    "link to a share, as an address": (changed_pdf(set_link("//exemple.fr/partage")), Problem.ACTION),
    "link that hides its scheme": (changed_pdf(set_link("\x01java\tscript:alert(1)")), Problem.ACTION),
    "page opened by itself": (changed_pdf(set_action("URI", URI="https://exemple.fr")), Problem.ACTION),
    "page opened when one looks": (
        changed_pdf(lambda pdf: pdf.pages[0].obj.__setitem__("/AA", opens("https://exemple.fr"))), Problem.ACTION,
    ),
    "links begin elsewhere": (
        changed_pdf(lambda pdf: pdf.Root.__setitem__("/URI", Dictionary(Base="file:///C:/"))), Problem.ACTION,
    ),
    "drawing from another file": (changed_pdf(draw_from_elsewhere), Problem.ACTION),
    "article of another file": (changed_pdf(set_action("Thread", F="\\\\exemple.fr\\x.pdf")), Problem.ACTION),
    "bytes from elsewhere": (changed_pdf(read_from_elsewhere), Problem.ACTION),
    "file inside a page": (changed_pdf(pin_file), Problem.ATTACHMENT),
    "packed 1,000 times": (changed_pdf(fill), Problem.TOO_HEAVY),
    "packed twice": (changed_pdf(repeat_filter, **AS_IT_IS), Problem.TOO_HEAVY),
    "packed by runs": (changed_pdf(fill_by_runs, **AS_IT_IS), Problem.TOO_HEAVY),
    "image of 3,600 million points": (changed_pdf(make_big_image), Problem.TOO_HEAVY),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a4_what_is_not_a_plain_document_is_refused(name):
    content, problem = REFUSED[name]
    assert problem_of(content) is problem


@pytest.mark.parametrize(
    "content",
    [
        make_pdf("/JavaScript /JS /Launch: words of a developer"),
        changed_pdf(set_link("https://exemple.fr/JS?a=/JavaScript")),
        changed_pdf(set_link("mailto:enora@exemple.fr")),
        changed_pdf(set_link("www.exemple.fr/cv")),
        changed_pdf(set_link("exemple.fr")),
        changed_pdf(set_link(" HTTPS://exemple.fr")),
        changed_pdf(lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.GoTo, D="top"))),
        changed_pdf(lambda pdf: pdf.Root.__setitem__("/OpenAction", Array([pdf.pages[0].obj, Name.Fit]))),
        changed_pdf(lambda _pdf: None, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        changed_pdf(lambda _pdf: None, linearize=True),
        SOUND + b"\r\n\0\0",
    ],
)
def test_a4_what_people_write_is_taken(content):
    found = inspect(content, max_pages=20)
    assert (found.pages, len(PdfReader(io.BytesIO(found.content)).pages)) == (1, 1)


def test_what_is_kept_is_a_copy_without_what_no_page_needs():
    def hide(pdf):
        pdf.make_indirect(pdf.make_stream(b"SECRET OF AN OLDER VERSION"))

    content = changed_pdf(hide, compress_streams=False).replace(b"%%EOF", b"% HIDDEN\n%%EOF")
    copy = inspect(content, max_pages=20).content
    assert b"HIDDEN" in content
    assert b"HIDDEN" not in copy
    assert b"SECRET" not in copy


def test_a4_what_a_document_carries_beside_its_pages_is_taken_out():
    """Europass puts a file of data into each CV."""
    content = changed_pdf(attach)
    assert PdfReader(io.BytesIO(content)).attachments
    copy = inspect(content, max_pages=20).content
    assert not PdfReader(io.BytesIO(copy)).attachments
    assert b"EmbeddedFile" not in copy
    assert b"virus.exe" not in copy


def test_an_archive_inside_a_stream_is_no_archive_any_more():
    content = changed_pdf(
        lambda pdf: pdf.pages[0].__setitem__("/Contents", pikepdf.Stream(pdf, archive())), compress_streams=False
    )
    assert zipfile.is_zipfile(io.BytesIO(content))
    assert not zipfile.is_zipfile(io.BytesIO(inspect(content, max_pages=20).content))


@pytest.mark.parametrize("name", ["packed 1,000 times", "packed by runs", "image of 3,600 million points", "cut"])
def test_a4_what_is_hostile_costs_no_more_than_it_may(name):
    begun = time.process_time() + sum(_of_children())
    problem_of(REFUSED[name][0])
    spent = time.process_time() + sum(_of_children()) - begun
    assert spent < CPU_SECONDS + 0.3


def _of_children() -> tuple[float, float]:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime, used.ru_stime


def test_a4_a_process_that_goes_on_is_ended_by_the_kernel():
    """Objects by the hundred thousand: each cheap, all of them too much."""
    objects = b"".join(b"%d 0 obj<</A[%s]>>endobj\n" % (number, b"0 " * 20) for number in range(10, 60_000))
    content = b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"
    begun = sum(_of_children())
    assert problem_of(content) in {Problem.TOO_HEAVY, Problem.DAMAGED}
    assert sum(_of_children()) - begun < CPU_SECONDS + 0.3


def test_a4_memory_is_bounded():
    assert inspect(SOUND, max_pages=20).peak_kb * 1024 < MEMORY_BYTES == 100 * 1024**2


def test_each_document_has_a_process_of_its_own(monkeypatch):
    from fairapp.pdf import inspecting

    children = []

    def remember(module):
        children.append(make(module))
        return children[-1]

    make = inspecting.Child
    monkeypatch.setattr(inspecting, "Child", remember)
    inspect(SOUND, max_pages=20)
    assert problem_of(REFUSED["script"][0]) is Problem.SCRIPT
    assert [child.is_alive for child in children] == [False, False]
