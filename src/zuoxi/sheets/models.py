"""Exports with their files, and imports with what became of each row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zuoxi.customers.choices import Purpose
from zuoxi.org.models import Unit
from zuoxi.sheets.choices import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    READ_FORMATS,
    Encoding,
    ExportStatus,
    Format,
    ImportStatus,
    Kind,
    Outcome,
)


class Export(models.Model):
    """One sheet that somebody asked for. ``address`` is the list as it was looked at.

    ``file`` names the file while it is there; it is nobody's but ``requested_by``'s.
    """

    kind = models.CharField(max_length=16, choices=Kind.choices)
    address = models.CharField(max_length=ADDRESS_LIMIT)
    format = models.CharField(max_length=8, choices=Format.choices)
    encoding = models.CharField(max_length=16, choices=Encoding.choices, default=Encoding.UTF_8)
    language = models.CharField(max_length=16)
    is_masked = models.BooleanField(default=True)
    purpose = models.CharField(max_length=32, choices=Purpose.choices, blank=True)
    remark = models.CharField(max_length=NAME_LIMIT, blank=True)
    status = models.CharField(
        max_length=16, choices=ExportStatus.choices, default=ExportStatus.WAITING
    )
    rows_total = models.PositiveIntegerField()
    rows_done = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="export_kind"),
            models.CheckConstraint(
                condition=Q(status__in=ExportStatus.values), name="export_status"
            ),
            models.CheckConstraint(
                condition=Q(is_masked=True) | ~Q(purpose=""), name="export_unmasked_with_purpose"
            ),
            models.CheckConstraint(
                condition=(Q(status=ExportStatus.DONE, expires_at__isnull=False) & ~Q(file=""))
                | (~Q(status=ExportStatus.DONE) & Q(file="")),
                name="export_file_while_done",
            ),
        ]
        indexes = [
            models.Index(fields=["requested_by", "-id"], name="export_of_person"),
            models.Index(
                fields=["expires_at"],
                condition=Q(status=ExportStatus.DONE),
                name="export_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"


class Import(models.Model):
    """One file that is to be taken in. ``mapping`` names a column of ours for each of its own.

    ``sha256`` is the file's content: the same rows are never taken in twice, whatever the file is
    called and however often it comes.
    """

    kind = models.CharField(max_length=16, choices=Kind.choices)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    file_name = models.CharField(max_length=NAME_LIMIT)
    file = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=8, choices=READ_FORMATS)
    encoding = models.CharField(max_length=16, blank=True)
    delimiter = models.CharField(max_length=1, blank=True)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    allow_duplicate_phone = models.BooleanField(default=False)
    language = models.CharField(max_length=16)
    status = models.CharField(
        max_length=16, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )
    failure = models.TextField(blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="import_kind"),
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="import_status"
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[ImportStatus.DONE, ImportStatus.CANCELLED, ImportStatus.FAILED],
                    finished_at__isnull=False,
                    file="",
                )
                | (
                    ~Q(
                        status__in=[
                            ImportStatus.DONE,
                            ImportStatus.CANCELLED,
                            ImportStatus.FAILED,
                        ]
                    )
                    & ~Q(file="")
                ),
                name="import_file_until_finished",
            ),
        ]
        indexes = [models.Index(fields=["uploaded_by", "-id"], name="import_of_person")]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportRow(models.Model):
    """What became of one row. ``number`` is the line in the file, as Excel counts it.

    ``faults`` holds sentences by column, ``reference`` the customer or order of the row. Kind,
    centre and content of the file are repeated, so that the database keeps a row from coming twice.
    """

    upload = models.ForeignKey(Import, models.PROTECT, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    reference = models.CharField(max_length=64, blank=True)
    faults = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="import_row_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.FAULTY, reference="") & ~Q(faults={})
                | (~Q(outcome=Outcome.FAULTY) & ~Q(reference="") & Q(faults={})),
                name="import_row_reference_or_faults",
            ),
            models.UniqueConstraint(fields=["upload", "number"], name="import_row_once"),
            models.UniqueConstraint(
                fields=["kind", "centre", "sha256", "number"],
                condition=Q(outcome=Outcome.CREATED),
                name="import_row_created_once",
            ),
        ]
        indexes = [
            models.Index(fields=["upload", "outcome", "number"], name="import_row_by_outcome")
        ]

    def __str__(self) -> str:
        return f"row {self.number} of import {self.upload_id}"
