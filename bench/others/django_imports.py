"""django-import-export over the same table: `django_imports.py defaults|bulk <table.xlsx>`; the file is read each time.

Written as its documentation teaches. `defaults`: a preview with the differences of every row (a dry run), then the
import. `bulk`: the settings its manual names for large files; one import, no preview of differences. Firms are looked
up by their code and rows by firm and year, as any use of it would have to.
"""

from __future__ import annotations

import sys
import tempfile
from decimal import Decimal
from pathlib import Path

import django
from django.conf import settings
from loop import obey

YEARLY = 20  # columns of numbers


def main() -> None:
    """Make a database with the firms of the table, then import on demand."""
    way, book = sys.argv[1], Path(sys.argv[2])
    home = Path(tempfile.mkdtemp())
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "other.sqlite3"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()

    import tablib
    from django.db import connection, models
    from import_export import fields, resources, widgets

    class Firm(models.Model):  # noqa: DJ008 - never shown
        code = models.CharField(max_length=18, unique=True)

        class Meta:
            app_label = "auth"  # any app that is installed

    class Facts(models.Model):  # noqa: DJ008 - never shown
        firm = models.ForeignKey(Firm, on_delete=models.CASCADE)
        year = models.IntegerField()

        class Meta:
            app_label = "auth"  # any app that is installed
            constraints = (models.UniqueConstraint(fields=["firm", "year"], name="once"),)

    header = tablib.Dataset().load(book.read_bytes(), format="xlsx").headers
    for place in range(2, 2 + YEARLY):
        Facts.add_to_class(f"v{place}", models.DecimalField(max_digits=20, decimal_places=6, null=True))

    class FactsResource(resources.ModelResource):
        firm = fields.Field("firm", header[0], widgets.ForeignKeyWidget(Firm, "code"))
        year = fields.Field("year", header[1], widgets.IntegerWidget())

        class Meta:
            model = Facts
            import_id_fields = ("firm", "year")
            fields = ("firm", "year", *(f"v{place}" for place in range(2, 2 + YEARLY)))
            use_bulk = way == "bulk"
            batch_size = 1_000
            skip_diff = way == "bulk"
            skip_html_diff = way == "bulk"
            force_init_instance = way == "bulk"

    for place in range(2, 2 + YEARLY):
        name = f"v{place}"
        FactsResource.fields[name] = fields.Field(name, header[place], widgets.DecimalWidget())
    with connection.schema_editor() as editor:
        editor.create_model(Firm)
        editor.create_model(Facts)
    codes = {row[0] for row in tablib.Dataset().load(book.read_bytes(), format="xlsx")}
    Firm.objects.bulk_create(Firm(code=code) for code in sorted(codes))

    def run() -> Decimal | int:
        Facts.objects.all().delete()
        table = tablib.Dataset().load(book.read_bytes(), format="xlsx")
        resource = FactsResource()
        if way == "defaults":
            preview = resource.import_data(table, dry_run=True, raise_errors=True)
            if preview.totals["new"] != len(table):
                sys.exit(f"previewed {preview.totals}")
        resource.import_data(table, dry_run=False, raise_errors=True)
        if Facts.objects.count() != len(table):
            sys.exit(f"imported {Facts.objects.count()} of {len(table)}")
        return len(table)

    obey(run, lambda _result, _file: None)


main()
