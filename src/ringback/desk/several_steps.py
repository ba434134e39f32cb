"""More promises than are changed at once: a step after the other, each from where the last one ended."""

from dataclasses import dataclass, replace

_PARTS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """Where a deed on all that fit stands: the next step takes ids above `after`, up to `until`; of `of` promises
    `done` are changed, and `left` stay as they are. By ids: moving a promise changes its place by any other order.
    """

    after: int
    until: int
    of: int
    done: int = 0
    left: int = 0

    @classmethod
    def read(cls, text: str) -> "Step | None":
        """From `text` of an earlier step; None for anything else."""
        parts = text.split(":")
        if len(parts) != _PARTS or not all(part.isascii() and part.isdecimal() for part in parts):
            return None
        return cls(*(int(part[:18]) for part in parts))

    @property
    def text(self) -> str:
        """The same for a form."""
        return ":".join(map(str, (self.after, self.until, self.of, self.done, self.left)))

    @property
    def is_last(self) -> bool:
        """Whether nothing is left to be looked at."""
        return self.after >= self.until or self.done + self.left >= self.of

    def behind(self, chosen: list[int], done: int) -> "Step":
        """The step that follows when `chosen` were looked at, and `done` of them changed."""
        after = max(chosen, default=self.until)
        return replace(self, after=after, done=self.done + done, left=self.left + len(chosen) - done)
