"""After each round: which rules have stopped fitting. Told in the outlets' states and once in the log, and held back."""

import logging
from collections.abc import Callable
from datetime import datetime

from archive.store import Store
from crawler.catalogue import Catalogue, Outlet
from crawler.drift import LOOK_BACK, RECENT, Drift, Seen, drift_state, find_drift, fits_plainly, held_back, seen_of

log = logging.getLogger(__name__)


class RuleWatch:
    """Judges rules by the articles they have read of late. Outlets that have kept nothing new are not judged again."""

    def __init__(self, store: Store, catalogue: Catalogue, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._catalogue = catalogue
        self._clock = clock
        self._judged: dict[str, tuple[tuple[int, int], tuple[Drift, ...]]] = {}  # by outlet: youngest version, drift

    def look(self) -> Catalogue:
        """The catalogue for the next round: with the fields of drifting rules held back. Saves states that change."""
        now = self._clock()
        drifts = {outlet.id: self._drift_of(outlet) for outlet in self._catalogue.outlets.values() if outlet.rules}
        states = self._store.outlet_states()
        changed = []
        for outlet, found in drifts.items():
            state = drift_state(states.get(outlet), outlet, found, now)
            if state is None:
                continue
            changed.append(state)
            if outlet not in states or states[outlet].state != state.state:
                tell = log.warning if found else log.info
                tell("outlet-state outlet=%s state=%s reason=%s", outlet, state.state, state.reason)
        if changed:
            self._store.save_outlet_states(changed)
        return Catalogue(held_back(outlet, drifts.get(outlet.id, ())) for outlet in self._catalogue.outlets.values())

    def _drift_of(self, outlet: Outlet) -> tuple[Drift, ...]:
        youngest = self._store.recent_versions(outlet.id, limit=1)
        if not youngest:
            return ()
        mark = (youngest[0].article, youngest[0].number)
        if outlet.id not in self._judged or self._judged[outlet.id][0] != mark:
            rule = outlet.rule_on(self._clock().date())
            seen = self._seen(outlet, RECENT)
            if rule is None or fits_plainly(seen, rule):
                self._judged[outlet.id] = mark, ()
            else:
                self._judged[outlet.id] = mark, find_drift(self._seen(outlet, LOOK_BACK), rule)
        return self._judged[outlet.id][1]

    def _seen(self, outlet: Outlet, limit: int) -> list[Seen]:
        return [seen_of(version) for version in self._store.recent_versions(outlet.id, limit=limit)]
