import densach.core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('catalogue', '0001_initial'),
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LookupServer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('protocol', models.CharField(choices=[('sru', 'SRU'), ('z3950', 'Z39.50')], max_length=6, verbose_name='protocol')),
                ('address', models.CharField(max_length=300, verbose_name='address')),
                ('database', models.CharField(blank=True, max_length=80, verbose_name='database')),
                ('syntax', models.CharField(blank=True, max_length=40, verbose_name='record syntax')),
                ('charset', models.CharField(default='utf-8', max_length=20, verbose_name='letters')),
                ('is_active', models.BooleanField(default=True, verbose_name='asked')),
                ('order', models.PositiveSmallIntegerField(default=10, verbose_name='order')),
            ],
            options={
                'verbose_name': 'lookup server',
                'verbose_name_plural': 'lookup servers',
                'ordering': ['order', 'name'],
            },
        ),
        migrations.CreateModel(
            name='RecordDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(max_length=20, verbose_name='form')),
                ('values', models.JSONField(default=dict, verbose_name='values')),
                ('saved_at', models.DateTimeField(auto_now=True, verbose_name='saved at')),
            ],
            options={
                'verbose_name': 'draft of a record',
                'verbose_name_plural': 'drafts of records',
            },
        ),
        migrations.CreateModel(
            name='RecordHeading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
            ],
            options={
                'verbose_name': 'heading of a record',
                'verbose_name_plural': 'headings of records',
            },
        ),
        migrations.CreateModel(
            name='RecordVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('marc', models.JSONField(default=dict, verbose_name='MARC 21')),
                ('ended_at', models.DateTimeField(verbose_name='changed at')),
                ('why', models.CharField(choices=[('edit', 'edited'), ('marc', 'MARC edited'), ('restore', 'earlier version restored'), ('merge', 'another record merged in'), ('rename', 'heading renamed'), ('overlay', 'overlaid by an import')], max_length=20, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'version of a record',
                'verbose_name_plural': 'versions of records',
                'ordering': ['record', '-number'],
            },
        ),
        migrations.CreateModel(
            name='RefusedRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField(verbose_name='line or record')),
                ('code', models.CharField(max_length=40, verbose_name='code')),
                ('reason', models.CharField(max_length=400, verbose_name='reason')),
                ('raw', models.BinaryField(verbose_name='as it came')),
            ],
            options={
                'verbose_name': 'refused line',
                'verbose_name_plural': 'refused lines',
                'ordering': ['line', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='record',
            name='control_number',
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=80, verbose_name='control number'),
        ),
        migrations.AddField(
            model_name='record',
            name='gone_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken out at'),
        ),
        migrations.AddField(
            model_name='record',
            name='grade',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='school class'),
        ),
        migrations.AddField(
            model_name='record',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.record', verbose_name='record it was merged into'),
        ),
        migrations.AlterField(
            model_name='record',
            name='class_scheme',
            field=models.CharField(blank=True, choices=[('ddc23', 'DDC, edition 23'), ('ddc', 'DDC, edition not stated'), ('ddc14', 'DDC, abridged edition 14'), ('19', 'table of 19 classes'), ('school', 'school marks'), ('colour', 'colour band of a reading level'), ('other', 'another scheme')], max_length=12, verbose_name='classification scheme'),
        ),
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('image', models.FileField(max_length=120, upload_to='covers/', verbose_name='picture')),
                ('width', models.PositiveSmallIntegerField(verbose_name='width (pixels)')),
                ('height', models.PositiveSmallIntegerField(verbose_name='height (pixels)')),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by')),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.record', verbose_name='record')),
            ],
            options={
                'verbose_name': 'cover',
                'verbose_name_plural': 'covers',
            },
        ),
        migrations.CreateModel(
            name='Heading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('kind', models.CharField(choices=[('name', 'name'), ('subject', 'subject')], max_length=8, verbose_name='kind')),
                ('text', models.CharField(max_length=240, verbose_name='form')),
                ('key', models.CharField(editable=False, max_length=240)),
                ('folded', models.CharField(db_index=True, editable=False, max_length=240)),
                ('sort', models.CharField(editable=False, max_length=240)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('see', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.heading', verbose_name='see')),
            ],
            options={
                'verbose_name': 'heading',
                'verbose_name_plural': 'headings',
                'ordering': ['sort', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('file', models.FileField(max_length=200, upload_to='imports/', verbose_name='file')),
                ('file_name', models.CharField(max_length=200, verbose_name='name of the file')),
                ('format', models.CharField(blank=True, max_length=20, verbose_name='format')),
                ('options', models.JSONField(blank=True, default=dict, verbose_name='options')),
                ('found', models.JSONField(blank=True, default=dict, verbose_name='what was found')),
                ('state', models.CharField(choices=[('uploaded', 'uploaded'), ('checking', 'being checked'), ('checked', 'checked'), ('running', 'being imported'), ('done', 'imported'), ('failed', 'failed'), ('undone', 'undone')], default='uploaded', max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='lines')),
                ('progress', models.PositiveIntegerField(default=0, verbose_name='lines looked at')),
                ('added', models.PositiveIntegerField(default=0, verbose_name='records added')),
                ('overlaid', models.PositiveIntegerField(default=0, verbose_name='records overlaid')),
                ('skipped', models.PositiveIntegerField(default=0, verbose_name='records skipped')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='lines refused')),
                ('copies_added', models.PositiveIntegerField(default=0, verbose_name='copies added')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded at')),
                ('touched_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='imported at')),
                ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.facility', verbose_name='facility')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='record',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.importbatch', verbose_name='import'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['modified_at', 'id'], name='record_harvest'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['class_scheme', 'class_mark'], name='record_class'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('gone_at__isnull', False), _connector='OR'), name='record_merged_is_gone'),
        ),
        migrations.AddField(
            model_name='recorddraft',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.record', verbose_name='record'),
        ),
        migrations.AddField(
            model_name='recorddraft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person'),
        ),
        migrations.AddField(
            model_name='recordheading',
            name='heading',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.heading', verbose_name='heading'),
        ),
        migrations.AddField(
            model_name='recordheading',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.record', verbose_name='record'),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.importbatch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='ended_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by'),
        ),
        migrations.AddField(
            model_name='recordversion',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.record', verbose_name='record'),
        ),
        migrations.AddField(
            model_name='refusedrow',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.importbatch', verbose_name='import'),
        ),
        migrations.AddIndex(
            model_name='heading',
            index=models.Index(fields=['kind', 'sort'], name='heading_kind_sort'),
        ),
        migrations.AddConstraint(
            model_name='heading',
            constraint=models.UniqueConstraint(fields=('kind', 'key'), name='heading_once'),
        ),
        migrations.AddConstraint(
            model_name='heading',
            constraint=models.CheckConstraint(condition=models.Q(('see__isnull', True), models.Q(('see', models.F('id')), _negated=True), _connector='OR'), name='heading_not_its_own_variant'),
        ),
        migrations.AddConstraint(
            model_name='recorddraft',
            constraint=models.UniqueConstraint(condition=models.Q(('record__isnull', False)), fields=('user', 'form', 'record'), name='draft_once_per_record'),
        ),
        migrations.AddConstraint(
            model_name='recorddraft',
            constraint=models.UniqueConstraint(condition=models.Q(('record__isnull', True)), fields=('user', 'form'), name='draft_once_of_new'),
        ),
        migrations.AddConstraint(
            model_name='recordheading',
            constraint=models.UniqueConstraint(fields=('record', 'heading'), name='record_heading_once'),
        ),
        migrations.AddConstraint(
            model_name='recordversion',
            constraint=models.UniqueConstraint(fields=('record', 'number'), name='record_version_once'),
        ),
    ]
