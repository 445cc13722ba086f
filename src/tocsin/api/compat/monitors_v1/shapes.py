"""What is sent and answered, and the words of this contract for our own."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tocsin.api.fields import Moment
from tocsin.core.ping import MOST_MESSAGE_CHARACTERS
from tocsin.core.verdict import Verdict
from tocsin.storage.last_states import LastState

Word = Literal["Normal", "Warning", "Critical", "Missing Data"]
PostedWord = Literal["Normal", "Warning", "Critical", "Missing Data", "Error"]

WORDS: dict[Verdict, Word] = {
    Verdict.UP: "Normal",
    Verdict.DEGRADED: "Warning",
    Verdict.DOWN: "Critical",
    Verdict.UNKNOWN: "Missing Data",
}
VERDICTS: dict[str, Verdict] = {word: verdict for verdict, word in WORDS.items()} | {"Error": Verdict.DOWN}
"""A client of this API says `Error` for `Critical`."""

Message = Annotated[str, Field(max_length=MOST_MESSAGE_CHARACTERS)]


class MonitorsApiDraft(BaseModel):
    """A monitor to be made. Other fields are passed over."""

    name: str = Field(description="Unique: one line of at most 200 characters.")
    tags: list[str] = Field(default=[], description="Kept in lower case.")


class MonitorsApiMonitor(MonitorsApiDraft):
    """A monitor that was made, as it was sent, with the id that it goes by."""

    id: int


class MonitorsApiPost(BaseModel):
    """A state to be posted. Other fields are passed over."""

    state: PostedWord = Field(description="`Error` is another word for `Critical`.")
    message: Message | None = Field(default=None, description="Why, in a sentence.")


class MonitorsApiDone(BaseModel):
    """It was done."""

    message: str


class MonitorsApiState(BaseModel):
    """What a monitor is, or was."""

    name: str
    state: Word
    timestamp: Moment
    tags: list[str]

    @classmethod
    def of(cls, last: LastState, verdict: Verdict, at: int) -> MonitorsApiState:
        return cls(name=last.name, state=WORDS[verdict], timestamp=at, tags=list(last.tags))


class MonitorsApiHealth(BaseModel):
    """The process answers."""

    status: Literal["healthy"] = "healthy"
