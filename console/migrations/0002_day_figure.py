import integrations.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('console', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DayFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('figures', models.JSONField()),
                ('people', models.JSONField()),
                ('counted_at', models.DateTimeField(default=integrations.clock.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
