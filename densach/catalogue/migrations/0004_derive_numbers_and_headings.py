"""Numbers of copies and headings of records from the columns that were there before."""

from itertools import batched

from django.db import migrations

from densach.core.text import clean, exact_key, fold, sort_key


def derive_numbers(apps, _schema_editor):
    import re

    number = re.compile(r"([0-9]{1,9})([^0-9]*)$")
    copies = apps.get_model("catalogue", "Copy").objects
    for chunk in batched(copies.only("pk", "accession_number").iterator(), 2000):
        for copy in chunk:
            match = number.search(copy.accession_number)
            copy.number, copy.suffix = (int(match[1]), match[2].strip()[:20]) if match else (None, "")
        copies.bulk_update(chunk, ["number", "suffix"])


def derive_headings(apps, _schema_editor):
    headings = apps.get_model("catalogue", "Heading").objects
    links = apps.get_model("catalogue", "RecordHeading")
    records = apps.get_model("catalogue", "Record").objects
    known = {}
    for chunk in batched(records.values_list("pk", "authors", "subjects").iterator(), 2000):
        new = []
        for pk, authors, subjects in chunk:
            borne = set()
            for kind, text in (("name", authors), ("subject", subjects)):
                for position, entry in enumerate(filter(None, map(clean, text.split(";")))):
                    key = exact_key(entry)[:240]
                    if not key:
                        continue
                    if (kind, key) not in known:
                        fields = {"text": entry[:240], "folded": fold(entry)[:240], "sort": sort_key(entry)[:240]}
                        known[kind, key] = headings.create(kind=kind, key=key, **fields).pk
                    if known[kind, key] not in borne:
                        borne.add(known[kind, key])
                        new.append(links(record_id=pk, heading_id=known[kind, key], position=position))
        links.objects.bulk_create(new)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_registers")]

    operations = [
        migrations.RunPython(derive_numbers, migrations.RunPython.noop),
        migrations.RunPython(derive_headings, migrations.RunPython.noop),
    ]
