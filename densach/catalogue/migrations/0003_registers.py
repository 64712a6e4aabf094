import densach.core.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('catalogue', '0002_record_history_and_headings'),
        ('network', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('on', models.DateField(verbose_name='date of issue')),
                ('state', models.CharField(choices=[('expected', 'expected'), ('received', 'received'), ('claimed', 'claimed'), ('missing', 'will not come')], default='expected', max_length=10, verbose_name='state')),
                ('copies', models.PositiveSmallIntegerField(default=0, verbose_name='copies received')),
                ('received_on', models.DateField(blank=True, null=True, verbose_name='received on')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': 'issue of a periodical',
                'verbose_name_plural': 'issues of periodicals',
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Stocktake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('shelf', models.CharField(blank=True, max_length=40, verbose_name='shelf begins with')),
                ('is_partial', models.BooleanField(default=False, help_text='A sample: what was not scanned is not missing.', verbose_name='only what is scanned counts')),
                ('started_at', models.DateTimeField(verbose_name='begun at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('minutes_number', models.CharField(blank=True, max_length=40, verbose_name='minutes no.')),
                ('newest_copy', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='newest copy when begun')),
                ('expected', models.PositiveIntegerField(blank=True, null=True, verbose_name='copies expected')),
            ],
            options={
                'verbose_name': 'stocktake',
                'verbose_name_plural': 'stocktakes',
                'ordering': ['-started_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='StocktakeLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scanned', models.CharField(blank=True, max_length=60, verbose_name='scanned')),
                ('shelf', models.CharField(blank=True, max_length=40, verbose_name='shelf')),
                ('finding', models.CharField(choices=[('present', 'there'), ('on_loan', 'there, though on loan'), ('misplaced', 'on another shelf'), ('elsewhere', 'belongs to another place'), ('withdrawn', 'withdrawn, but there'), ('found_again', 'lost, but there'), ('unknown', 'not in any register'), ('missing', 'missing'), ('out', 'with a reader')], max_length=12, verbose_name='finding')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('resolved', models.CharField(blank=True, max_length=200, verbose_name='what was done')),
            ],
            options={
                'verbose_name': 'line of a stocktake',
                'verbose_name_plural': 'lines of stocktakes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('frequency', models.CharField(choices=[('daily', 'daily'), ('weekly', 'weekly'), ('fortnightly', 'every two weeks'), ('monthly', 'monthly'), ('bimonthly', 'every two months'), ('quarterly', 'quarterly'), ('yearly', 'yearly'), ('irregular', 'irregular')], default='monthly', max_length=12, verbose_name='frequency')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('first_number', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of the first issue')),
                ('copies', models.PositiveSmallIntegerField(default=1, verbose_name='copies of each issue')),
                ('price', models.PositiveIntegerField(blank=True, null=True, verbose_name='price of an issue (đồng)')),
                ('shelf', models.CharField(blank=True, max_length=40, verbose_name='shelf')),
                ('is_sample', models.BooleanField(default=False, editable=False, verbose_name='sample data')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'ordering': ['record__title_sort', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('kind', models.CharField(choices=[('intake', 'intake'), ('opening', 'opening balance')], default='intake', max_length=8, verbose_name='kind')),
                ('number', models.PositiveIntegerField(blank=True, null=True, verbose_name='number in the general register')),
                ('on', models.DateField(verbose_name='date')),
                ('source', models.CharField(choices=[('bought', 'bought'), ('allotted', 'allotted'), ('donated', 'donated'), ('exchanged', 'exchanged'), ('other', 'other source')], default='bought', max_length=10, verbose_name='source')),
                ('source_name', models.CharField(blank=True, max_length=200, verbose_name='from whom')),
                ('document_number', models.CharField(blank=True, max_length=40, verbose_name='voucher no.')),
                ('document_on', models.DateField(blank=True, null=True, verbose_name='voucher date')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('is_sample', models.BooleanField(default=False, editable=False, verbose_name='sample data')),
            ],
            options={
                'verbose_name': 'voucher',
                'verbose_name_plural': 'vouchers',
                'ordering': ['-on', '-number', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Weeding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('state', models.CharField(choices=[('proposed', 'being proposed'), ('submitted', 'submitted'), ('examined', 'council appointed'), ('decided', 'decided'), ('cancelled', 'given up')], default='proposed', max_length=10, verbose_name='state')),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('fate', models.CharField(blank=True, max_length=300, verbose_name='what becomes of the copies')),
                ('proposal_number', models.CharField(blank=True, max_length=40, verbose_name='proposal no.')),
                ('proposal_on', models.DateField(blank=True, null=True, verbose_name='proposal of')),
                ('council', models.JSONField(blank=True, default=list, verbose_name='council')),
                ('council_number', models.CharField(blank=True, max_length=40, verbose_name='decision on the council no.')),
                ('council_on', models.DateField(blank=True, null=True, verbose_name='decision on the council of')),
                ('minutes_number', models.CharField(blank=True, max_length=40, verbose_name='minutes no.')),
                ('minutes_on', models.DateField(blank=True, null=True, verbose_name='minutes of')),
                ('decision_number', models.CharField(blank=True, max_length=40, verbose_name='decision no.')),
                ('decision_on', models.DateField(blank=True, null=True, verbose_name='decision of')),
                ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='opened at')),
            ],
            options={
                'verbose_name': 'weeding',
                'verbose_name_plural': 'weedings',
                'ordering': ['-opened_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='WeedingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('unfit', 'unfit for the readers'), ('surplus', 'surplus'), ('outdated', 'outdated'), ('damaged', 'damaged beyond repair'), ('lost', 'lost')], max_length=10, verbose_name='ground')),
                ('keeps', models.BooleanField(default=False, verbose_name='kept by the council')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
            ],
            options={
                'verbose_name': 'line of a weeding',
                'verbose_name_plural': 'lines of weedings',
            },
        ),
        migrations.AddField(
            model_name='copy',
            name='condition',
            field=models.CharField(choices=[('good', 'good'), ('worn', 'worn'), ('damaged', 'damaged')], default='good', max_length=8, verbose_name='condition'),
        ),
        migrations.AddField(
            model_name='copy',
            name='note',
            field=models.CharField(blank=True, max_length=200, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='copy',
            name='number',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='copy',
            name='suffix',
            field=models.CharField(blank=True, editable=False, max_length=20, verbose_name='suffix'),
        ),
        migrations.AddField(
            model_name='copy',
            name='batch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.importbatch', verbose_name='import'),
        ),
        migrations.AddField(
            model_name='stocktake',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='stocktake',
            name='register',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.accessionregister', verbose_name='accession register'),
        ),
        migrations.AddField(
            model_name='stocktake',
            name='started_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='begun by'),
        ),
        migrations.AddField(
            model_name='stocktakeline',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='stocktakeline',
            name='copy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.copy', verbose_name='copy'),
        ),
        migrations.AddField(
            model_name='stocktakeline',
            name='stocktake',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.stocktake', verbose_name='stocktake'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='subscription',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.record', verbose_name='record'),
        ),
        migrations.AddField(
            model_name='issue',
            name='subscription',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.subscription', verbose_name='subscription'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='entered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='copy',
            name='voucher',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.voucher', verbose_name='voucher'),
        ),
        migrations.AddField(
            model_name='weeding',
            name='facility',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.facility', verbose_name='facility'),
        ),
        migrations.AddField(
            model_name='weeding',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by'),
        ),
        migrations.AddField(
            model_name='copy',
            name='weeding',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.weeding', verbose_name='weeding'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(fields=['register', 'number'], name='copy_register_number'),
        ),
        migrations.AddField(
            model_name='weedingline',
            name='copy',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.copy', verbose_name='copy'),
        ),
        migrations.AddField(
            model_name='weedingline',
            name='weeding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.weeding', verbose_name='weeding'),
        ),
        migrations.AddConstraint(
            model_name='stocktake',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('facility',), name='stocktake_one_open_per_place'),
        ),
        migrations.AddConstraint(
            model_name='stocktakeline',
            constraint=models.UniqueConstraint(condition=models.Q(('copy__isnull', False)), fields=('stocktake', 'copy'), name='stocktake_copy_once'),
        ),
        migrations.AddConstraint(
            model_name='stocktakeline',
            constraint=models.UniqueConstraint(condition=models.Q(('copy__isnull', True)), fields=('stocktake', 'scanned'), name='stocktake_unknown_once'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='subscription_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.UniqueConstraint(fields=('subscription', 'number', 'on'), name='issue_once'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'received'), _negated=True), ('received_on__isnull', False), _connector='OR'), name='issue_received_has_date'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(fields=('facility', 'number'), name='voucher_number_once_per_place'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'intake'), ('number__isnull', False)), models.Q(('kind', 'opening'), ('number__isnull', True)), _connector='OR'), name='voucher_intake_is_numbered'),
        ),
        migrations.AddConstraint(
            model_name='weeding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'decided'), _negated=True), ('decision_on__isnull', False), _connector='OR'), name='weeding_decided_has_date'),
        ),
        migrations.AddConstraint(
            model_name='weedingline',
            constraint=models.UniqueConstraint(fields=('weeding', 'copy'), name='weeding_copy_once'),
        ),
        migrations.CreateModel(
            name='RegisterPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=densach.core.ids.public_id, editable=False, max_length=12, unique=True, verbose_name='public id')),
                ('kind', models.CharField(max_length=12, verbose_name='register')),
                ('format', models.CharField(max_length=4, verbose_name='format')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'being written'), ('done', 'ready'), ('failed', 'failed')], default='waiting', max_length=8, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='lines')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='lines written')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='prints/', verbose_name='file')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('touched_at', models.DateTimeField(blank=True, null=True, verbose_name='last sign of life')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.user', verbose_name='asked by')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.facility', verbose_name='facility')),
                ('register', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='catalogue.accessionregister', verbose_name='accession register')),
            ],
            options={
                'verbose_name': 'print of a register',
                'verbose_name_plural': 'prints of registers',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
    ]
