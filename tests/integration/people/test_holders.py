"""Nothing that is held about a person is forgotten: every link and every telling column has somebody who answers."""

import re

from django.apps import apps
from django.db import models

from ringback.core.people import holders
from ringback.core.people.models import Person

# Links to a person that must not move with a merge, each with why.
STANDING_LINKS = {
    "people.Person.merged_into": "says who was merged into whom",
    "people.Merge.kept": "says who was merged into whom",
    "people.Merge.other": "says who was merged into whom",
}

# Columns that sound like a person's but are not, each with why. Looked at one by one: keep it so.
OURS = {
    "accounts.User.email": "a member's, who signs in with it",
    "accounts.User.name": "a member's own",
    "accounts.Invitation.email": "of somebody who is to become a member",
    "accounts.Organisation.name": "the organisation's",
    "accounts.ApiToken.name": "a program's",
    "voice.Agent.name": "one of ours",
    "voice.Agent.address": "the phone of one of ours",
    "voice.Agent.page": "the window that is the phone of one of ours",
    "voice.Trunk.name": "a carrier's line",
    "voice.AnsweredNumber.number": "a number of ours",
    "voice.HuntGroup.name": "a group of ours",
    "voice.HuntGroup.music_name": "what a file was called that a group plays to those who wait",
    "voice.HuntGroup.visitor_first": "whether a group has visitors rung first",
    "voice.Scorecard.name": "a scorecard of ours",
    "website.Site.name": "a customer's web site",
    "website.Department.name": "a department of a customer's",
    "website.Poll.name": "a poll of a customer's",
    "website.PromptRule.name": "a rule of a customer's",
    "website.PromptRule.visitor": "whom a rule is for: those who are known, or not",
    "hours.ConnectedCalendar.name": "a member's own calendar",
    "hiring.Opening.contact_name": "one of ours, whom candidates may ask",
    "hiring.Opening.contact_phone": "one of ours, whom candidates may ask",
    "hiring.Opening.contact_email": "one of ours, whom candidates may ask",
    "hiring.Opening.interview_address": "a place of ours",
    "hiring.Stage.name": "a stage of ours",
    "allocation.Campaign.contact_email": "one of ours, whom applicants may ask",
    "allocation.Region.name": "a part of the world",
    "allocation.Region.tax_name": "what a tax is called",
    "allocation.Option.name": "what a campaign offers",
    "hiring.Room.name": "a room of ours",
    "correspondence.Device.address": "a member's browser",
    "correspondence.Device.address_hash": "a member's browser",
    "correspondence.Mailbox.name": "the installation's own mailbox",
    "correspondence.MailSender.name": "the organisation's",
    "correspondence.WebhookEndpoint.name": "a program's",
    "people.Leftover.name": "a file's path, made of a call's number",
}

TELLING = re.compile(r"(^|_)(name|phone|phones|number|email|mail|address|e164|raw|contact|recipient|visitor|page)($|_)")
TEXT = (models.CharField, models.TextField, models.JSONField)


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("ringback.")]


def answered_for() -> tuple[set[str], set[str]]:
    """The models and the linked columns that holders name."""
    named = {name for holder in holders.holders() for name in holder.models}
    columns = {f"{label}.{column}" for holder in holders.holders() for label, column in holders.columns(holder)}
    return {".".join(name.split(".")[:2]) for name in named}, columns


def test_every_link_to_a_person_has_somebody_who_answers() -> None:
    _models, columns = answered_for()
    links = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if field.related_model is Person or re.fullmatch(r"(.*_)?persons?(_ids?)?", field.name)
    }
    forgotten = links - columns - set(STANDING_LINKS)
    assert not forgotten, f"register these with people.register(PersonalData(...)): {sorted(forgotten)}"


def test_every_telling_column_has_somebody_who_answers() -> None:
    models_named, _columns = answered_for()
    telling = {
        f"{model._meta.label}.{field.name}"
        for model in ours()
        if model._meta.label not in models_named
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT) and TELLING.search(field.name)
    }
    forgotten = telling - set(OURS)
    assert not forgotten, f"a holder answers for these, or say in OURS why nobody needs to: {sorted(forgotten)}"


def test_what_holders_name_is_there() -> None:
    for holder in holders.holders():
        for name in holder.models:
            label, model_name, *column = name.split(".")
            model = apps.get_model(label, model_name)
            assert [field.name for field in model._meta.concrete_fields if field.name in column] == column


def test_the_reviewed_lists_name_what_is_there() -> None:
    there = {f"{model._meta.label}.{field.name}" for model in ours() for field in model._meta.concrete_fields}
    assert set(OURS) | set(STANDING_LINKS) <= there
