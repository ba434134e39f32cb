"""What Today and the lists of promises say of promises that the parts of this door made."""

from ringback.desk.cards import Describers

_parts = Describers()
describes, lines = _parts.describes, _parts.lines
