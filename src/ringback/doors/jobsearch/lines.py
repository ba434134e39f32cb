"""What Today and the lists of promises say of promises that the parts of this door made.

A promise's row holds no word of the seeker's: its line is opened from the workspace, whose one reader the desk shows
it to.
"""

from ringback.desk.cards import Describers

_parts = Describers()
describes, lines = _parts.describes, _parts.lines
