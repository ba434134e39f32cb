"""Who applies for the demo's vans, and who reads what they sent. Made once."""

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, ids
from ringback.doors.allocation.campaigns.models import Campaign, Region
from ringback.doors.allocation.campaigns.services import facts_of
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.saying import consent_text, version_of
from ringback.doors.allocation.entries.services import Said, submit
from ringback.doors.allocation.reviewing import services as reviewing
from ringback.project.demo.team import join

# Name, country, language, how many they own, which events (the choices' keys), in a club, what they would do with it.
APPLICANTS = (
    ("Freya Sørensen", "DE", "de", 3, ("c1", "c2"), True, "Once around the Baltic, in winter."),
    ("Jonas Weidner", "DE", "de", 0, (), False, ""),
    ("Camille Aubert", "FR", "en", 1, ("c1",), True, "I would take my father to where he was born."),
    ("Lukas Hofer", "AT", "de", 1, ("c3",), True, "Repair it, mostly. And drive it to Georgia."),
    ("Élodie Marchand", "FR", "en", 0, ("c1",), False, "A year of markets between Lyon and Lecce."),
    ("Tan Wei Ling", "SG", "zh", 2, ("c3",), False, "From Singapore to London, by land."),
    ("佐藤 健", "JP", "en", 0, (), True, "Mountain roads, and a hot spring at the end of each."),
    ("Aiko Mori", "JP", "en", 1, (), False, ""),
    ("Marcus Bell", "US", "en", 5, ("c1", "c2", "c3"), True, "My third. The first two still run."),
    ("Dolores Ibarra", "US", "es", 0, (), False, "Six months along the coast with two dogs."),
    ("يوسف الحداد", "DE", "ar", 0, ("c1",), False, "I bake. It would be an oven on wheels."),
    ("Вера Ильина", "DE", "ru", 1, (), True, "To the Altai and back."),
)
OPINIONS = (
    ("Freya Sørensen", "yes", "Came to every winter camp, and writes well about it."),
    ("Jonas Weidner", "unsure", "Says nothing at all: ask him once more?"),
    ("Lukas Hofer", "yes", "Repairs other people's, too."),
)


def seed(actor: Actor, campaign: Campaign) -> None:
    """Applications for an open campaign, a reviewer of its first region, and what they think of some."""
    if Entry.objects.filter(campaign=campaign).exists():
        return
    facts = facts_of(campaign)
    for number, (name, country, language, owned, events, club, wish) in enumerate(APPLICANTS):
        answers = {"q1": "yes" if owned else "no", "q2": str(owned), "q3": list(events), "q5": wish}
        said = Said(
            ids.secret_token(),
            clock.now(),
            language,
            country,
            name,
            f"applicant{number}@vans.example",
            answers={**answers, "q4": "yes" if club else "no"},
            options=["o1"],
            consent_version=version_of(consent_text(language, facts.organisation)),
        )
        submit(facts, said)
    # They heard so long ago: twelve mails would bury what the demo says on its console.
    Entry.objects.filter(campaign=campaign).update(owes_mail=False)
    _review(actor, campaign)


def _review(actor: Actor, campaign: Campaign) -> None:
    europe = Region.objects.filter(campaign=campaign).order_by("position").first()
    if europe is None:
        return
    renate = join(actor, "Renate Reich", "regional_reviewer", "region", europe.pk)
    found = {one.name: one.pk for one in Entry.objects.filter(campaign=campaign, region=europe)}
    reviewing.deal(renate, campaign.pk, europe.pk)
    for name, leaning, note in OPINIONS:
        reviewing.opine(renate, found[name], leaning, note)
    reviewing.assign(actor, campaign.pk, [found["Jonas Weidner"]], actor.member_id or 0, "second")
