"""What the worker does for downloads."""

from __future__ import annotations

from django.tasks import task

from .downloads import Job, write


@task
def write_download(job_id: str, user_id: int) -> None:
    """Write the file of a job (`downloads.write`); one that is gone or written already is left."""
    job = Job.load(job_id, user_id)
    if job is not None and job.state == "waiting":
        write(job)
