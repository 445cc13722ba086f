import pytest
from pydantic import ValidationError

from tests.specs import spec
from tests.unit.runner.probes import Tiny, TinyConfig
from tocsin.runner import configs as configs_module
from tocsin.runner.configs import Configs, UnknownKind


@pytest.fixture
def configs() -> Configs:
    return Configs({"tiny": Tiny()})


def port(configs: Configs, revision: int, config: bytes) -> int:
    _, prepared = configs.prepare(spec(1, kind="tiny", revision=revision, config=config))
    assert isinstance(prepared, TinyConfig)
    return prepared.port


def test_a_configuration_is_read_once_per_revision(configs: Configs) -> None:
    one = configs.prepare(spec(1, kind="tiny"))
    assert configs.prepare(spec(1, kind="tiny")) == one
    assert configs.prepare(spec(1, kind="tiny"))[1] is one[1]


def test_a_new_revision_is_read_anew(configs: Configs) -> None:
    assert port(configs, 1, b'{"port": 1}') == 1
    assert port(configs, 2, b'{"port": 2}') == 2


def test_a_configuration_without_a_monitor_is_not_remembered(configs: Configs) -> None:
    one = configs.prepare(spec(0, kind="tiny"))
    assert configs.prepare(spec(0, kind="tiny"))[1] is not one[1]


def test_a_kind_that_is_not_here_is_unknown(configs: Configs) -> None:
    with pytest.raises(UnknownKind):
        configs.prepare(spec(1, kind="gopher"))


def test_a_bad_configuration_is_refused_each_time(configs: Configs) -> None:
    for _ in range(2):
        with pytest.raises(ValidationError):
            configs.prepare(spec(1, kind="tiny", config=b'{"port": 0}'))


def test_what_is_remembered_is_bounded(configs: Configs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configs_module, "REMEMBERED", 10)
    for number in range(1, 100):
        configs.prepare(spec(number, kind="tiny"))
    assert len(configs._known) == 10
