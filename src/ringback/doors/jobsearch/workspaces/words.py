"""What a seeker says of themselves, as it is packed into their workspace."""

import msgspec


class SeekerWords(msgspec.Struct, frozen=True):
    """Who is looking: `strengths` and `benefit` go into letters (MISSION S8), `signature` under them."""

    name: str = ""
    phone: str = ""
    profession: str = ""
    strengths: str = ""
    benefit: str = ""
    signature: str = ""
