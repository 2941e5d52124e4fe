"""Replications on a Dask cluster: each is a function of the model, the seed and its number alone, so it does not matter who runs it.

    with join_cluster("tcp://scheduler:8786") as cluster:
        simulate(model, replications=1000, jobs=cluster)

Where the library takes `jobs`, it takes a cluster. The workers need this version of svcflow, and nothing else: the model goes to them
once, what comes back is what was made of each log. The package `distributed` is an extra, `pip install 'svcflow[cluster]'`, and stands
behind this module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from svcflow.errors import InputError
from svcflow.progress import Progress

if TYPE_CHECKING:
    from distributed import Client

T = TypeVar("T")
PATIENCE_S = 5.0
"""how long a scheduler is waited for [s]"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connection to a scheduler; `join_cluster` makes one."""

    client: Client
    address: str

    def map(self, work: Callable[[int], T], numbers: Sequence[int], progress: Progress) -> Generator[T]:
        """What `work` makes of the numbers, in their order, made side by side; closed early, it takes back what has not begun."""
        if not self.client.scheduler_info(n_workers=-1)["workers"]:
            progress(f"waiting for workers of {self.address}", 0, len(numbers))
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError

        # Sent once, not with every number: a model is large.
        sent = self.client.scatter(work, hash=False)
        futures = [self.client.submit(_do, sent, number, pure=False) for number in numbers]
        try:
            for future in futures:
                yield future.result()
        except (CommClosedError, FutureCancelledError, KilledWorker) as error:
            problem = f"the cluster did not end its work ({error})."
            raise InputError(problem, place=self.address, remedy="See what its scheduler and its workers say.") from None
        finally:
            self.client.cancel(futures)


Jobs = int | Cluster | None


@contextmanager
def join_cluster(address: str) -> Iterator[Cluster]:
    """Connect to the scheduler of a Dask cluster, for as long as the block lasts.

    Parameters
    ----------
    address : str
        Of the scheduler, such as `tcp://host:8786`.

    Raises
    ------
    InputError
        The extra is not installed; the scheduler does not answer within 5 s; or a worker has another svcflow, or none.
    """
    try:
        from distributed import Client
    except ImportError:
        remedy = "pip install 'svcflow[cluster]' installs it."
        raise InputError("Dask is not installed.", place="cluster", remedy=remedy) from None
    try:
        # A client that cannot connect goes on trying behind the scenes: it is asked for once somebody answers.
        asyncio.run(_knock(address))
        client = Client(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        problem = f'no Dask scheduler answers at "{address}" ({error}).'
        raise InputError(problem, place="cluster", remedy="Start one (`dask scheduler`), and name its address: tcp://HOST:8786.") from None
    with client:
        _check_workers(client)
        yield Cluster(client, address)


async def _knock(address: str) -> None:
    """Return if something answers at the address."""
    from distributed import Security
    from distributed.comm import connect

    answered = await connect(address, timeout=PATIENCE_S, **Security().get_connection_args("client"))
    await answered.close()


def _check_workers(client: Client) -> None:
    """Refuse a cluster whose logs could be others than those of this machine."""
    from svcflow import __version__

    try:
        versions = client.run(_version)
    except ImportError as error:
        raise InputError(f"a worker of the cluster cannot import svcflow ({error}).", place="cluster", remedy=_INSTALL) from None
    for worker, version in versions.items():
        if version != __version__:
            problem = f"the worker {worker} has svcflow {version}, this is {__version__}."
            raise InputError(problem, place="cluster", remedy=_INSTALL)


_INSTALL = "Install the same version on all its machines."


def _version() -> str:
    from svcflow import __version__

    return __version__


def _do(work: Callable[[int], T], number: int) -> T:
    return work(number)
