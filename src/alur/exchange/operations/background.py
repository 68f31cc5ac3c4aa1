"""Long work that waits for the worker: imports and their undoing, exports, backups, restores. One piece at a time, so
that everyone's news goes on flowing in between; what lies still, since the worker that did it is gone, is taken up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, Protocol

from django.db import DatabaseError

from alur.exchange.operations.import_work import claim_import
from alur.exchange.operations.vault_work import claim_job
from alur.exchange.steps import Steps

BEAT_SECONDS = 0.7
SLICE_SECONDS = 0.5


class Work(Protocol):
    """A job that was claimed. Two workers never claim the same."""

    steps: Steps[Any]

    def tell(self, done: int, whole: int) -> bool:
        """Keep how far it is. False where someone has asked to stop it; its steps are closed then."""
        ...

    def finish(self, found: Any) -> None: ...

    def fail(self, error: Exception) -> None: ...

    def give_back(self) -> None:
        """This worker stops: the next goes on with it, or begins anew."""
        ...


class Background:
    """One worker's long work: one job at a time."""

    def __init__(self, claims: Sequence[Callable[[], Work | None]] = (claim_import, claim_job)) -> None:
        self._claims = claims
        self._at_hand: Work | None = None
        self._told_at = 0.0

    def work(self, *, is_stopped: Callable[[], bool] = lambda: False) -> int:
        """Go on with the job at hand, or with the next that waits, for half a second. Returns the pieces done."""
        done, until = 0, monotonic() + SLICE_SECONDS
        while monotonic() < until and not is_stopped():
            if self._at_hand is None:
                self._at_hand, self._told_at = self._claim(), monotonic()
                if self._at_hand is None:
                    break
            self._go_on(self._at_hand)
            done += 1
        return done

    def close(self) -> None:
        """Give back the job at hand."""
        at_hand, self._at_hand = self._at_hand, None
        if at_hand is not None:
            at_hand.steps.close()
            at_hand.give_back()

    def _claim(self) -> Work | None:
        return next(filter(None, (claim() for claim in self._claims)), None)

    def _go_on(self, at_hand: Work) -> None:
        try:
            done, whole = next(at_hand.steps)
        except StopIteration as end:
            self._at_hand = None
            at_hand.finish(end.value)
        except DatabaseError:
            self.close()
            raise
        except Exception as error:
            self._at_hand = None
            at_hand.fail(error)
        else:
            if monotonic() - self._told_at > BEAT_SECONDS:
                self._told_at = monotonic()
                if not at_hand.tell(done, whole):
                    self._at_hand = None
