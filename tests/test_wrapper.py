"""The wrapper's decisions, and what the locks may say."""

import json
import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).parent.parent
LOCK = (TOP / "requirements.lock").read_text()


@pytest.fixture(scope="module")
def wrapper() -> ModuleType:
    loader = SourceFileLoader("loket_wrapper", str(TOP / "loket"))
    spec = spec_from_loader("loket_wrapper", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_stamp_is_fresh_only_for_what_it_was_made_of(wrapper: ModuleType, tmp_path: Path) -> None:
    file, stamp = tmp_path / "lock", tmp_path / "stamp"
    file.write_text("one")
    assert not wrapper.is_fresh(stamp, wrapper.digest([file]))
    stamp.write_text(wrapper.digest([file]))
    assert wrapper.is_fresh(stamp, wrapper.digest([file]))
    file.write_text("two")
    assert not wrapper.is_fresh(stamp, wrapper.digest([file]))


@pytest.mark.parametrize(
    ("told", "version"), [("v20.19.4\n", (20, 19, 4)), ("v24.1.0", (24, 1, 0)), ("", ()), ("nope", ())]
)
def test_a_node_tells_its_version(wrapper: ModuleType, told: str, version: tuple[int, ...]) -> None:
    assert wrapper.node_version(told) == version


def test_every_locked_package_has_a_hash() -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK)
    assert [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_no_lock_names_a_host() -> None:
    assert re.findall(r"https?://\S+", LOCK) == []
    packages = json.loads((TOP / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [n for n, p in packages.items() if n and not p.get("link") and "integrity" not in p] == []
