"""What the check of an opening says to people."""

from django.utils.translation import gettext as _

from ringback.doors.hiring.openings.rules import Complaint


def words_of(complaint: Complaint) -> str:
    """One complaint in words, with what mends it."""
    said = {
        ("duties", "missing"): _("Nothing says what is done. Name the duties of an ordinary day."),
        ("duties", "short"): _("The duties are too short to picture the work. Say what is done, with what, for whom."),
        ("duties", "hollow"): _("These words in the duties say nothing: %(words)s. Say what is meant."),
        ("requirements", "missing"): _("Nothing says what is required. Name what a résumé can show or lack."),
        ("requirements", "hollow"): _("Nobody can check these requirements: %(words)s. Ask for what they show in."),
        ("pay", "missing"): _("The pay is not named. Candidates with other wishes come, and leave, for nothing."),
        ("pay", "half"): _("Only one end of the pay is named. Name both."),
        ("pay", "wide"): _("The pay range is so wide that it says little. Narrow it, or make two openings."),
    }[complaint.field, complaint.kind]
    return said % {"words": complaint.words}
