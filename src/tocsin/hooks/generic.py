"""Takes in any JSON: expressions in JMESPath say which monitor it is about, in which state, and why.

| setting | finds | when it finds nothing |
| --- | --- | --- |
| `items` | the list of items in the body; without it the body itself is the one item | the request is refused |
| `name` | in an item: the monitor's name, or its id as `id:17` | the item is refused |
| `state` | the word for its state | the item is refused |
| `message` | what is the matter, in words | there is no message |
| `problem` | what tells several problems of one monitor apart | the item speaks of the monitor as a whole |
| `tags` | a list of texts, or an object, for a monitor that is created | there are no tags |

A text in quotes is an expression too: `'nightly backup'` names the same monitor for every item.

The usual **words** for a state are known, without regard to case, blanks and underscores: `ok`, `resolved`, `success`
and the like are `up`; `warning` is `degraded`; `alarm`, `firing`, `critical`, `error`, `failure` are `down`; `no data`
is `unknown`. `state_map` adds words and changes what they mean; `ignore` there means that such an item says nothing.

Without `problem` the newest word holds. With it, the monitor is in the worst state of all its problems, and up when
none is left.

`unwrap: sns` opens the envelope in which Amazon SNS sends a CloudWatch alarm. `hmac` refuses requests that are not
signed with a shared secret, as GitHub signs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from tocsin.core.errors import FieldError
from tocsin.core.result import Json
from tocsin.core.verdict import Verdict
from tocsin.hooks import bodies, signatures, sns, wording
from tocsin.hooks.kind import MOST_ITEMS, HookConfig, HookKind, Reading, Report
from tocsin.hooks.signatures import HmacConfig
from tocsin.net.expressions import MAX_EXPRESSION_LENGTH, check_expression, evaluate

IGNORE = "ignore"
MOST_TAGS = 20


def _checked(expression: str) -> str:
    check_expression(expression)
    return expression


Expression = Annotated[str, Field(min_length=1, max_length=MAX_EXPRESSION_LENGTH), AfterValidator(_checked)]
StateWord = Annotated[str, Field(min_length=1, max_length=100)]


class GenericConfig(HookConfig):
    """`name` and `state` are required."""

    items: Expression | None = Field(
        default=None,
        title="Items",
        description="JMESPath to the list of items in the body. The body itself when left out.",
        examples=["alerts"],
    )
    name: Expression = Field(
        title="Name", description="JMESPath to the monitor's name within an item.", examples=["labels.alertname"]
    )
    state: Expression = Field(
        title="State", description="JMESPath to the word for the state within an item.", examples=["status"]
    )
    message: Expression | None = Field(
        default=None, title="Message", description="JMESPath to what is the matter.", examples=["annotations.summary"]
    )
    problem: Expression | None = Field(
        default=None,
        title="Problem",
        description="JMESPath to what tells apart the problems of one monitor. The newest word holds when left out.",
        examples=["fingerprint"],
    )
    tags: Expression | None = Field(
        default=None, title="Tags", description="JMESPath to tags for monitors that this hook creates."
    )
    state_map: dict[StateWord, Literal["up", "degraded", "down", "unknown", "ignore"]] = Field(
        default={},
        max_length=100,
        title="State words",
        description="What the sender's words mean, beside those that are known; `ignore`: such an item says nothing.",
        examples=[{"flapping": "degraded"}],
    )
    unwrap: Literal["sns"] | None = Field(
        default=None, title="Envelope", description="`sns`: the JSON is inside of a message of Amazon SNS."
    )
    hmac: HmacConfig | None = Field(
        default=None, title="Signature", description="Refuse requests that are not signed with a shared secret."
    )


class Generic(HookKind[GenericConfig]):
    """See the module's docstring, which is the documentation."""

    kind: ClassVar[str] = "generic"
    title: ClassVar[str] = "Any JSON"
    config_type: ClassVar[type[HookConfig]] = GenericConfig
    example: ClassVar[Mapping[str, Json]] = {"name": "job", "state": "status", "message": "text", "create": True}

    @classmethod
    def verify(cls, config: GenericConfig, headers: Mapping[str, str], body: bytes) -> None:
        if config.hmac is not None:
            signatures.verify(config.hmac, headers, body)

    @classmethod
    def read(cls, config: GenericConfig, document: Json, until: float) -> Reading:
        if config.unwrap == "sns":
            try:
                envelope = sns.opened(document)
            except bodies.Unreadable as error:
                return Reading(refusals=(FieldError("", str(error)),))
            if envelope.note:
                return Reading(note=envelope.note)
            document = envelope.document
        return _Reader(config, until).read(document)


class _Missing(Exception):
    """What is needed was not found; `words` are the end of a sentence that begins with the field."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field
        self.words = words


class _Reader:
    """One request, worked out by one hook's expressions."""

    def __init__(self, config: GenericConfig, until: float) -> None:
        self._config = config
        self._until = until
        given = {wording.normal_word(word): meaning for word, meaning in config.state_map.items()}
        known = {word: verdict.word for word, verdict in wording.STATE_WORDS.items()}
        self._meanings: Mapping[str, str] = known | given

    def read(self, document: Json) -> Reading:
        if self._config.items is None:
            found: list[tuple[str, Json]] = [("", document)]
        else:
            try:
                items = self._items(self._config.items, document)
            except _Missing as missing:
                return Reading(refusals=(FieldError("/items", missing.words),))
            found = [(f"/items/{index}", item) for index, item in enumerate(items)]
        reports, refusals = [], []
        for pointer, item in found[:MOST_ITEMS]:
            said = self._said(pointer, item)
            if isinstance(said, FieldError):
                refusals.append(said)
            elif said is not None:
                reports.append(said)
        ignored = len(found[:MOST_ITEMS]) - len(reports) - len(refusals)
        if len(found) > MOST_ITEMS:
            words = f"is one of {len(found)}, of which the first {MOST_ITEMS} are taken"
            refusals.append(FieldError(f"/items/{MOST_ITEMS}", words))
        return Reading(tuple(reports), tuple(refusals), ignored)

    def _said(self, pointer: str, item: Json) -> Report | FieldError | None:
        """None for what is to be ignored."""
        try:
            meaning = self._meaning(item)
            if meaning == IGNORE:
                return None
            monitor = wording.monitor_name(self._required("name", self._config.name, item))
            if not monitor:
                raise _Missing("name", f"found an empty text with {self._config.name}")
        except _Missing as missing:
            return FieldError(f"{pointer}/{missing.field}", missing.words)
        optional = {field: wording.text(self._optional(field, item)) for field in ("message", "problem")}
        return Report(
            pointer=pointer,
            monitor=monitor,
            verdict=Verdict.from_word(meaning),
            problem=wording.identity(optional["problem"] or ""),
            message=wording.message(optional["message"] or ""),
            item=item,
            missed=tuple(name for name, value in optional.items() if value is None and getattr(self._config, name)),
            tags=self._tags(item),
        )

    def _items(self, expression: str, document: Json) -> list[Json]:
        items = self._found("items", expression, document)
        if not isinstance(items, list):
            found = "nothing" if items is None else "something other than a list"
            raise _Missing("items", f"found {found} with {expression}")
        return items

    def _meaning(self, item: Json) -> str:
        word = self._required("state", self._config.state, item)
        meaning = self._meanings.get(wording.normal_word(word))
        if meaning is None:
            shown = word if len(word) <= 100 else f"{word[:99]}…"
            raise _Missing("state", f"is the word {shown!r}, which is not known: add it to the hook's state_map")
        return meaning

    def _required(self, field: str, expression: str, item: Json) -> str:
        found = wording.text(self._found(field, expression, item))
        if found is None:
            raise _Missing(field, f"found no text with {expression}")
        return found

    def _optional(self, field: str, item: Json) -> Json:
        """None also for what does not fit a function: a state is not lost for want of a message."""
        expression: str | None = getattr(self._config, field)
        try:
            return None if expression is None else self._found(field, expression, item)
        except _Missing:
            return None

    def _tags(self, item: Json) -> tuple[str, ...]:
        found = self._optional("tags", item)
        if isinstance(found, dict):
            pairs = ((name, wording.text(value)) for name, value in found.items())
            return tuple(f"{name}:{value}" for name, value in pairs if value)[:MOST_TAGS]
        several = found if isinstance(found, list) else [found]
        return tuple(words for value in several if (words := wording.text(value)))[:MOST_TAGS]

    def _found(self, field: str, expression: str, item: Json) -> Json:
        try:
            found: Json = evaluate(expression, item, until=self._until)  # type: ignore[assignment]  # of JSON comes JSON
        except ValueError as error:
            raise _Missing(field, f"cannot be worked out with {expression}: {error}") from None
        return found
