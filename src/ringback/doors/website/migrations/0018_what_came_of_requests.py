import django.db.models.deletion
from django.db import migrations, models

INDEXED = ("hour", "page", "source", "place", "device", "standing")
CAME = [(0, 'Waits'), (1, 'Answered'), (2, 'Missed')]

# Days that are over are not counted again, so what came of their requests is noted here; by the same statements on both
# databases. None but these two tables are written or locked.
ORIGINS = """\
UPDATE website_requestorigin SET
at = (SELECT r.created_at FROM website_callbackrequest r WHERE r.id = request_id),
hour = (SELECT {hour} FROM website_callbackrequest r WHERE r.id = request_id),
came = (SELECT CASE
WHEN EXISTS (SELECT 1 FROM voice_call c WHERE c.promise_id = r.promise_id AND c.connected_at IS NOT NULL) THEN 1
WHEN r.closed_at IS NOT NULL THEN 2 ELSE 0 END FROM website_callbackrequest r WHERE r.id = request_id)
WHERE site_id IN (SELECT id FROM website_site WHERE organisation_id = %s)"""
REACHED = """\
INSERT INTO website_requestreached (whom, "key", came, request_id, site_id, at)
SELECT DISTINCT 1, l.agent_id, CASE WHEN c.agent_id = l.agent_id AND c.connected_at IS NOT NULL THEN 1 ELSE 2 END,
r.id, r.site_id, r.created_at FROM voice_leg l
JOIN voice_call c ON c.id = l.call_id
JOIN website_callbackrequest r ON r.promise_id = c.promise_id
WHERE l.role = 'agent' AND l.agent_id IS NOT NULL
UNION ALL
SELECT 2, c.group_id, CASE WHEN MAX(c.agent_answered_at) IS NOT NULL THEN 1 ELSE 2 END, r.id, r.site_id, r.created_at
FROM voice_call c JOIN website_callbackrequest r ON r.promise_id = c.promise_id
WHERE c.queued_at IS NOT NULL AND c.group_id IS NOT NULL
AND (c.agent_answered_at IS NOT NULL OR c.ended_at IS NOT NULL)
GROUP BY c.group_id, r.id, r.site_id, r.created_at"""


def note_origins(apps, editor):
    database = editor.connection
    with database.cursor() as cursor:
        for pk, zone in apps.get_model('accounts', 'Organisation').objects.values_list('id', 'zone'):
            hour, given = database.ops.datetime_extract_sql('hour', 'r.created_at', (), zone)
            cursor.execute(ORIGINS.format(hour=hour), [*given, pk])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_recruiters_approvers_interviewers'),
        ('voice', '0014_visitors_who_wait'),
        ('website', '0017_words_of_prompts'),
    ]

    operations = [
        migrations.CreateModel(
            name='RequestReached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='website.callbackrequest')),
                ('site', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='website.site')),
                ('at', models.DateTimeField()),
                ('whom', models.SmallIntegerField(choices=[(1, 'Agent'), (2, 'Queue')])),
                ('key', models.BigIntegerField()),
                ('came', models.SmallIntegerField(choices=CAME)),
            ],
            options={
                'indexes': [models.Index(fields=['whom', 'key', 'came', 'at', 'request', 'site'], name='requests_by_whom')],
            },
        ),
        *(
            migrations.RemoveIndex(model_name='requestorigin', name=f'origins_by_{name}')
            for name in INDEXED if name != 'hour'
        ),
        migrations.AddField(
            model_name='requestorigin',
            name='at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='requestorigin',
            name='hour',
            field=models.SmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='requestorigin',
            name='came',
            field=models.SmallIntegerField(choices=CAME, db_default=0, default=0),
        ),
        migrations.RunPython(note_origins, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='requestorigin',
            index=models.Index(fields=['site', 'came', 'at', 'request'], name='requests_by_site'),
        ),
        *(
            migrations.AddIndex(
                model_name='requestorigin',
                index=models.Index(fields=[name, 'came', 'at', 'request', 'site'], name=f'requests_by_{name}'),
            )
            for name in INDEXED
        ),
        migrations.RunSQL(REACHED, migrations.RunSQL.noop),
    ]
