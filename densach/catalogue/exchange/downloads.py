"""Downloads too long to wait for: a task writes the file, a page shows how far it is.

A job is two files in the store of files: what is known of it, and the result. Both go after two days.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from densach.catalogue.models import Copy, CopyState, Record
from densach.catalogue.queries import search_records

from .writers import FORMATS, Outcome, written
from .writers.formats import UrlOf

AT_ONCE = 2_000
_FOLDER = "downloads"
_KEPT = dt.timedelta(days=2)
_NAMED = 200
_STEP = 1_000


@dataclass
class Job:
    """`narrowing` is what the list was narrowed by (see `narrowed`); `refused` are (title, why)."""

    id: str
    user_id: int
    format: str
    narrowing: dict[str, str]
    language: str = "vi"
    total: int = 0
    done: int = 0
    state: str = "waiting"
    refused: list[list[str]] = field(default_factory=list)
    refused_count: int = 0

    @property
    def finished(self) -> bool:
        return self.state == "done"

    @property
    def path(self) -> str:
        return f"{_FOLDER}/{self.id}/records.{FORMATS[self.format].extension}"

    def save(self) -> None:
        name = f"{_FOLDER}/{self.id}/job.json"
        content = ContentFile(json.dumps(asdict(self), ensure_ascii=False).encode())
        # a reader between the two sees no job for a moment, and asks again
        default_storage.delete(name)
        default_storage.save(name, content)

    @classmethod
    def load(cls, job_id: str, user_id: int) -> Self | None:
        """None where there is no such job, or another person's."""
        if not job_id.isalnum():
            return None
        try:
            with default_storage.open(f"{_FOLDER}/{job_id}/job.json") as source:
                found = cls(**json.load(source))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return found if found.user_id == user_id else None


def new_job(*, user_id: int, format_key: str, narrowing: dict[str, str], language: str, total: int) -> Job:
    job = Job(secrets.token_hex(16), user_id, format_key, narrowing, language, total)
    job.save()
    return job


def narrowed(narrowing: dict[str, str]) -> QuerySet[Record]:
    """The staff's list: `q` as in `queries.search_records`, `material`, `subject` (begin of the class mark), `place`."""
    records = search_records(narrowing.get("q", ""))
    if narrowing.get("material"):
        records = records.filter(material=narrowing["material"])
    if narrowing.get("subject"):
        records = records.filter(class_mark__startswith=narrowing["subject"])
    if narrowing.get("place"):
        held = Copy.objects.filter(facility__public_id=narrowing["place"]).exclude(state=CopyState.WITHDRAWN)
        records = records.filter(pk__in=held.order_by().values("record"))
    return records.filter(gone_at__isnull=True).order_by("title_sort", "pk")


def file_of(format_key: str, records: Any, url_of: UrlOf = lambda _record: "") -> tuple[Any, Outcome]:
    """A temporary file with the records (closed by whoever takes it), and what became of them."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    pieces, outcome = written(format_key, records, url_of=url_of)
    for piece in pieces:
        target.write(piece)
    target.seek(0)
    return target, outcome


def write(job: Job) -> None:
    """Write the file of a job. What goes wrong is told on its page and raised for the log."""
    job.state = "running"
    job.total = narrowed(job.narrowing).count()
    job.save()
    try:
        with override(job.language):
            target, outcome = file_of(job.format, _counted(job))
        with target:
            default_storage.save(job.path, File(target))
    except Exception:
        job.state = "failed"
        job.save()
        raise
    job.refused = [[one.title, one.why] for one in outcome.refused[:_NAMED]]
    job.refused_count = len(outcome.refused)
    job.done, job.state = job.total, "done"
    job.save()


def _counted(job: Job) -> Iterator[Record]:
    for number, record in enumerate(narrowed(job.narrowing).iterator(chunk_size=500), start=1):
        yield record
        if number % _STEP == 0:
            job.done = number
            job.save()


def as_shown(job: Job, *, url: str, result_url: str) -> dict[str, Any]:
    """What `web/components/progress.html` reads."""
    message = ""
    if job.refused_count:
        message = _("%(count)s records are not in the file") % {"count": job.refused_count}
    return {
        "title": _("Download as %(format)s") % {"format": FORMATS[job.format].label},
        "done": job.done,
        "total": job.total,
        "finished": job.finished,
        "failed": job.state == "failed",
        "message": message,
        "refused": job.refused,
        "url": url,
        "result_url": result_url,
        "result_label": _("Download the file"),
    }


def forget_old(at: dt.datetime) -> int:
    """Delete the files of jobs older than two days; returns how many jobs."""
    if not default_storage.exists(_FOLDER):
        return 0
    gone = 0
    for job_id in default_storage.listdir(_FOLDER)[0]:
        names = default_storage.listdir(f"{_FOLDER}/{job_id}")[1]
        paths = [f"{_FOLDER}/{job_id}/{name}" for name in names]
        if all(at - default_storage.get_modified_time(path) > _KEPT for path in paths):
            for path in paths:
                default_storage.delete(path)
            default_storage.delete(f"{_FOLDER}/{job_id}")
            gone += 1
    return gone
