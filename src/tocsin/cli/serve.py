"""`tocsin serve`: everything in one process, put together here and nowhere else."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn
import uvloop
from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from tocsin.api.app import create_app
from tocsin.api.parts import ApiParts, HealthCheck
from tocsin.api.web_client.export import installed
from tocsin.cli import logs, providers
from tocsin.cli.alarm import alerting, dead_mans_switch
from tocsin.cli.data_dir import DataDirUnusable, locked
from tocsin.cli.declaration import DeclarationInvalid
from tocsin.cli.declared_file import DeclaredFiles
from tocsin.cli.engine import Engine
from tocsin.cli.failures import CommandFailed, UsageWrong
from tocsin.cli.greeting import Firsts, greet
from tocsin.cli.http_protocol import BoundedHttpProtocol
from tocsin.cli.key_file import secret_box
from tocsin.cli.opening import migrated
from tocsin.cli.patience import Patience
from tocsin.cli.post_office import postman
from tocsin.core.errors import TocsinError
from tocsin.services import api_keys, set_up
from tocsin.services.parts import Parts
from tocsin.services.rate_limits import RateLimits
from tocsin.settings import Settings, SettingsInvalid, load, unknown_variables

log = structlog.get_logger()

KEEP_ALIVE_S = 30
PATIENCE_TICKS = 50


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port to listen on.", show_default="8000")] = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder for database, key file and lock.", show_default="./data")
    ] = None,
    config: Annotated[
        list[Path] | None, typer.Option(help="YAML file of monitors; applied at start and whenever it changes.")
    ] = None,
) -> None:
    """Run Tocsin until SIGTERM or Ctrl-C: scheduler, runner, ingest and API in one process."""
    try:
        settings = load(host=host, port=port, data_dir=data_dir)
    except SettingsInvalid as error:
        raise UsageWrong("\n".join(error.problems)) from None
    logs.configure(settings.log_level, settings.log_format)
    for sentence in unknown_variables():
        log.warning(sentence)
    try:
        with locked(settings.data_dir):
            uvloop.run(_serve(settings, config or []))
    except DeclarationInvalid as error:
        raise UsageWrong(str(error)) from None
    except (DataDirUnusable, TocsinError) as error:
        raise CommandFailed(str(error)) from None


async def _serve(settings: Settings, files: list[Path]) -> None:
    box = secret_box(settings)
    # When each counter began is nothing that anybody plots, and as many lines again.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    for collector in (ProcessCollector, PlatformCollector, GCCollector):
        collector(registry=registry)
    async with migrated(settings) as database, aclosing(_limits(settings, registry)) as limits:
        engine = Engine(settings, database, box, registry)
        parts = Parts(
            database,
            engine.bus,
            box,
            engine.clock,
            (settings.region,),
            accounts=settings.account_policy,
            postman=postman(settings, registry),
            limits=limits,
            network_policy=settings.network_policy,
        )
        firsts = Firsts(await api_keys.bootstrap(parts, _given_key(settings)), await set_up.prepare(parts))
        declared = DeclaredFiles(parts, files)
        await declared.apply_at_start()
        with _listening(settings) as listening:
            port = listening.getsockname()[1]
            alarm = alerting(settings, parts, registry, port)
            health = {**engine.health(), "alerting": alarm.trouble}
            switch = dead_mans_switch(settings, parts, health, registry)
            jobs = [engine.run, parts.postman.run, alarm.run, *([switch.run] if switch is not None else [])]
            server = _server(settings, health, parts, registry)
            greet(settings, port, firsts)
            await _run(server, listening, parts, jobs, declared, settings)


async def _run(
    server: Server,
    listening: socket.socket,
    parts: Parts,
    jobs: Sequence[Callable[[], Coroutine[None, None, None]]],
    declared: DeclaredFiles,
    settings: Settings,
) -> None:
    """Until the server is told to stop. A job that crashes stops the process: whoever supervises it starts it anew."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    loop.add_signal_handler(signal.SIGHUP, declared.ask)
    # A Ctrl-C that came before those handlers ends the start here, and not in the midst of the server's.
    await asyncio.sleep(0)
    tasks = [asyncio.create_task(job()) for job in jobs]
    for task in tasks:
        task.add_done_callback(lambda _: server.stop())
    following = asyncio.create_task(declared.follow())
    log.info("Tocsin has started", version=version("tocsin"), pid=os.getpid())
    try:
        await server.serve(sockets=[listening])
    finally:
        log.info("Tocsin is stopping: requests in flight are answered, results stored")
        await parts.postman.drain(settings.shutdown_seconds)
        for task in (following, *reversed(tasks)):
            task.cancel()
        results = await asyncio.gather(*tasks, following, return_exceptions=True)
        await parts.notifiers.aclose()
    for result in results:
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            log.critical("a part of Tocsin has crashed; the process ends", exc_info=result)
            raise CommandFailed(f"a part of Tocsin has crashed: {result!r}")


class Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before results are stored."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._patience = Patience()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        if counter % PATIENCE_TICKS == 0:
            self._patience.look(self.server_state.connections, asyncio.get_running_loop().time())
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        """Finish what is being answered, within the time that the settings allow, and end open event streams."""
        if not self.should_exit:
            self.handle_exit(signal.SIGTERM, None)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        # create_server adds the address to the system's words, and negative numbers are the name look-up's.
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else "no such name"
        raise CommandFailed(
            f"cannot listen on {settings.host} port {settings.port}: {why}. "
            "Set TOCSIN_HOST and TOCSIN_PORT to an address of this machine and a free port."
        ) from None


def _server(settings: Settings, health: Mapping[str, HealthCheck], parts: Parts, registry: CollectorRegistry) -> Server:
    app = create_app(
        ApiParts(
            services=parts,
            health=health,
            registry=registry,
            providers=providers.registry(settings, parts.clock),
            web_client=installed(),
            metrics_open=settings.metrics_open,
            compat_monitors_open=settings.compat_monitors_open,
            public_url=settings.public_url,
            ping_host=settings.ping_host,
            ping_body_limit=settings.ping_body_limit,
            ping_rate=settings.ping_rate,
            api_rate=settings.api_rate,
            ping_create_limit=settings.ping_create_limit,
            max_body_bytes=settings.max_body_bytes,
            max_apply_body_bytes=settings.max_apply_body_bytes,
        )
    )
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=BoundedHttpProtocol,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            date_header=True,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=max(1, round(settings.shutdown_seconds)),
        )
    )


def _limits(settings: Settings, registry: CollectorRegistry) -> RateLimits:
    url = settings.redis_url.get_secret_value() if settings.redis_url is not None else None
    return RateLimits(url, registry)


def _given_key(settings: Settings) -> str | None:
    return settings.bootstrap_api_key.get_secret_value() if settings.bootstrap_api_key is not None else None
