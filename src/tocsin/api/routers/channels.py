"""Channels and their kinds: `/api/v1/channels`, `/api/v1/channel-kinds`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from tocsin.api.answers.channels import ChannelAnswer, ChannelKindAnswer, ChannelTrialAnswer, PreviewAnswer
from tocsin.api.answers.pages import PageAnswer
from tocsin.api.dependencies import CurrentActor, Idempotent, Paged, Revision, Services, api_parts
from tocsin.api.documented import EVERYWHERE, WITH_BODY, problems
from tocsin.api.fields import LARGEST_ID, IdPath, ShapeOf
from tocsin.api.json_route import JsonRoute
from tocsin.notifiers import describe, discover
from tocsin.services import channel_trials, channels, message_previews
from tocsin.services.channel_draft import ChannelDraft
from tocsin.services.idempotency import Answer
from tocsin.services.message_previews import PreviewDraft
from tocsin.services.monitor_draft import Name
from tocsin.storage.channels import StoredChannel

router = APIRouter(tags=["channels"], route_class=JsonRoute, responses=EVERYWHERE)
CREATED: dict[int | str, dict[str, Any]] = {
    201: {"model": ChannelAnswer, "headers": {"Location": {"schema": {"type": "string"}}}}
}


class TriedChannel(ChannelDraft):
    """A channel to say something by once. It is not saved and needs no name."""

    name: Name = Field(default=channel_trials.NAME, description="Of no consequence.")


DraftBody = Annotated[dict[str, Any], Body(), ShapeOf(ChannelDraft)]
TrialBody = Annotated[dict[str, Any], Body(), ShapeOf(TriedChannel)]


@router.get("/channel-kinds")
async def list_channel_kinds(actor: CurrentActor) -> PageAnswer[ChannelKindAnswer]:
    """Every kind of channel, with the JSON Schema of its settings."""
    return PageAnswer(items=[ChannelKindAnswer.of(describe(kind)) for kind in discover()], next_cursor=None)


@router.get("/channel-kinds/{channel_kind}", responses=problems(404))
async def get_channel_kind(
    actor: CurrentActor, channel_kind: Annotated[str, Path(max_length=100)]
) -> ChannelKindAnswer:
    """One kind of channel."""
    return ChannelKindAnswer.of(describe(channel_kind))


@router.get("/channels")
async def list_channels(parts: Services, actor: CurrentActor, page: Paged) -> PageAnswer[ChannelAnswer]:
    """Where messages go, by name, and how each channel does."""
    found = await channels.page(parts, actor, cursor=page.cursor, limit=page.limit)
    return PageAnswer(items=[ChannelAnswer.of(one) for one in found.items], next_cursor=found.next_cursor)


@router.post("/channels", status_code=201, response_model=None, responses={**CREATED, **WITH_BODY, **problems(409)})
async def create_channel(parts: Services, actor: CurrentActor, draft: DraftBody, again: Idempotent) -> Response:
    """Make a channel. Nobody is told by it until a policy, a rotation or another channel names it."""
    made = await channels.create(parts, actor, draft, once=again.once(_created))
    answer, replayed = (made, {"Idempotency-Replayed": "true"}) if isinstance(made, Answer) else (_created(made), {})
    return Response(answer.body, answer.status, {**answer.headers, **replayed}, "application/json")


@router.post("/channels/try", responses={**WITH_BODY, **problems(404, 429)})
async def try_channel(
    parts: Services,
    actor: CurrentActor,
    draft: TrialBody,
    request: Request,
    secrets_of: Annotated[
        int | None, Query(ge=1, le=LARGEST_ID, description="The channel whose secrets stand behind `********`.")
    ] = None,
) -> ChannelTrialAnswer:
    """Send a test by a channel that is not saved, and say what the far side answered: within 15 seconds."""
    url = api_parts(request).public_url or ""
    return ChannelTrialAnswer.of(await channel_trials.run(parts, actor, draft, secrets_of=secrets_of, url=url))


@router.post("/channels/preview", responses={**WITH_BODY, **problems(404)})
async def preview_message(parts: Services, actor: CurrentActor, draft: PreviewDraft) -> PreviewAnswer:
    """Say how a message would read, by these templates: of an incident, or of an example. Nothing is sent."""
    return PreviewAnswer.of(*await message_previews.preview(parts, actor, draft))


@router.get("/channels/{channel_id:int}", responses=problems(404))
async def get_channel(parts: Services, actor: CurrentActor, channel_id: IdPath, response: Response) -> ChannelAnswer:
    """One channel."""
    return _answer(await channels.get(parts, actor, channel_id), response)


@router.put("/channels/{channel_id:int}", responses={**WITH_BODY, **problems(404, 409, 412)})
async def replace_channel(
    parts: Services, actor: CurrentActor, channel_id: IdPath, draft: DraftBody, revision: Revision, response: Response
) -> ChannelAnswer:
    """Set every field anew; what is left out gets its default.

    A secret sent as `********` keeps its value, as long as what it is sent to stays the same.
    """
    return _answer(await channels.replace(parts, actor, channel_id, draft, revision=revision), response)


@router.post("/channels/{channel_id:int}/enable", responses=problems(404, 412))
async def enable_channel(
    parts: Services, actor: CurrentActor, channel_id: IdPath, revision: Revision, response: Response
) -> ChannelAnswer:
    """Tell by it from now on."""
    return _answer(await channels.switch(parts, actor, channel_id, on=True, revision=revision), response)


@router.post("/channels/{channel_id:int}/disable", responses=problems(404, 412))
async def disable_channel(
    parts: Services, actor: CurrentActor, channel_id: IdPath, revision: Revision, response: Response
) -> ChannelAnswer:
    """Tell nobody by it any more, and by nothing in its place."""
    return _answer(await channels.switch(parts, actor, channel_id, on=False, revision=revision), response)


@router.delete("/channels/{channel_id:int}", status_code=204, responses=problems(404, 409))
async def delete_channel(parts: Services, actor: CurrentActor, channel_id: IdPath) -> None:
    """Delete a channel that no policy, rotation or other channel names."""
    await channels.delete(parts, actor, channel_id)


@router.post("/channels/{channel_id:int}/test", responses=problems(404, 422, 429))
async def test_channel(
    parts: Services, actor: CurrentActor, channel_id: IdPath, request: Request
) -> ChannelTrialAnswer:
    """Send a test, and say what the far side answered: within 15 seconds. One that arrives shows that it is well."""
    url = api_parts(request).public_url or ""
    return ChannelTrialAnswer.of(await channel_trials.test(parts, actor, channel_id, url=url))


def _answer(stored: StoredChannel, response: Response) -> ChannelAnswer:
    response.headers["ETag"] = _etag(stored)
    return ChannelAnswer.of(stored)


def _created(stored: StoredChannel) -> Answer:
    headers = {"Location": f"/api/v1/channels/{stored.id}", "ETag": _etag(stored)}
    return Answer(201, headers, ChannelAnswer.of(stored).model_dump_json().encode())


def _etag(stored: StoredChannel) -> str:
    return f'"{stored.revision}"'
