"""The verbs of campaigns: what the other parts of the door enter by."""

from ringback.doors.allocation.campaigns.services.facts import facts_of, public_campaign
from ringback.doors.allocation.campaigns.services.finding import (
    campaign_choices,
    campaign_of,
    campaigns_of,
    options_of,
    questions_of,
    region_choices,
    regions_of,
    regions_within,
)
from ringback.doors.allocation.campaigns.services.hearing import Change, hears
from ringback.doors.allocation.campaigns.services.life import (
    close_campaign,
    end_campaign,
    holds_opening,
    open_campaign,
    published,
    what_lacks,
)
from ringback.doors.allocation.campaigns.services.making import CampaignValues, save_campaign
from ringback.doors.allocation.campaigns.services.options import OptionValues, save_options
from ringback.doors.allocation.campaigns.services.questions import QuestionValues, save_questions
from ringback.doors.allocation.campaigns.services.regions import RegionValues, save_regions
from ringback.doors.allocation.campaigns.services.signing import AgreementValues, save_agreement

__all__ = [
    "AgreementValues",
    "CampaignValues",
    "Change",
    "OptionValues",
    "QuestionValues",
    "RegionValues",
    "campaign_choices",
    "campaign_of",
    "campaigns_of",
    "close_campaign",
    "end_campaign",
    "facts_of",
    "hears",
    "holds_opening",
    "open_campaign",
    "options_of",
    "public_campaign",
    "published",
    "questions_of",
    "region_choices",
    "regions_of",
    "regions_within",
    "save_agreement",
    "save_campaign",
    "save_options",
    "save_questions",
    "save_regions",
    "what_lacks",
]
