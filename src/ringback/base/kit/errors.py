"""The errors a use case may end in. The tree:

RingbackError
├── FieldError       a field of the input is wrong; names the field and the mend
├── NotAllowedError  the member's grants do not cover this
├── NotFoundError    no such row in this organisation
├── ConflictError    the row changed meanwhile, or the same thing is already under way
└── StoppedError     dialling is switched off
"""


class RingbackError(Exception):
    """What every error of the house derives from."""

    @property
    def words(self) -> str:
        """What is said to whoever asked."""
        return str(self)


class FieldError(RingbackError):
    """One field of the input is wrong: `field` as the caller named it, the `problem`, and its `mend`."""

    def __init__(self, field: str, problem: str, mend: str) -> None:
        super().__init__(f"{field}: {problem} {mend}")
        self.field = field
        self.problem = problem
        self.mend = mend

    @property
    def words(self) -> str:
        """The problem and its mend, without the field's name."""
        return f"{self.problem} {self.mend}"


class NotAllowedError(RingbackError):
    """The member's grants do not cover this."""


class NotFoundError(RingbackError):
    """There is no such row within the member's reach."""


class ConflictError(RingbackError):
    """The row changed meanwhile, or the same thing is already under way."""


class StoppedError(RingbackError):
    """Dialling is switched off, for the organisation or the installation."""
