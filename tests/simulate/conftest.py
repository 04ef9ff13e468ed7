"""What simulated nights are played on: a stage a policy, kept for all nights of a test run."""

from collections.abc import Callable, Iterator

import pytest

from tests.simulate.stage import Stage


@pytest.fixture(scope="session")
def stage_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Stage]]:
    """The stage of a policy."""
    folder = tmp_path_factory.mktemp("simulated")
    built: dict[str, Stage] = {}

    def stage(policy: str) -> Stage:
        if policy not in built:
            built[policy] = Stage(folder, policy)
        return built[policy]

    yield stage
    for one in built.values():
        one.close()
