"""What recorded outlets yield: `sealed_yield.py seed DATA PAGES.warc.gz`, then a crawl, then `sealed_yield.py table DATA`.

`seed` adds the recorded page addresses of the catalogue's outlets to the open work of an archive, as if a feed had named
them: recordings hold few feeds that lead to recorded pages. `table` prints, as Markdown, how many URLs of each outlet ended
how, and which endpoints answered. The crawl between the two runs in a closed copy of the web; nothing here asks the network.
"""

import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def seed(data: Path, recordings: Path) -> None:
    from archive.model import Found
    from archive.sql.open import open_store
    from crawler.catalogue import SHIPPED, load_catalogue

    catalogue = load_catalogue([SHIPPED])
    data.mkdir(parents=True, exist_ok=True)
    found = []
    with recordings.open("rb") as file:
        for record in ArchiveIterator(file):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            outlet = catalogue.of_url(url) if record.rec_type == "response" else None
            if outlet is not None:
                found.append(Found(url=url, outlet=outlet.id, endpoint="seed"))
    with closing(open_store(f"sqlite:///{data / 'rasid.sqlite'}")) as store:
        store.save_outlets([outlet.card() for outlet in catalogue.outlets.values()])
        print(store.add_found(found, now=datetime.now(UTC)), "addresses added")
    print(" ".join(sorted({item.outlet for item in found})))


def table(data: Path) -> None:
    from archive.sql.open import open_store

    with closing(open_store(f"sqlite:///{data / 'rasid.sqlite'}")) as store:
        states = store.outlet_states()
        polls: dict[str, Counter[str]] = {}
        for state in store.endpoints().values():
            if state.reason != "dns":
                word = f"{state.outcome} {state.reason}".strip()
                polls.setdefault(state.outlet, Counter())[word] += 1
        print("| outlet | endpoints | URLs by outcome | state |\n| --- | --- | --- | --- |")
        for outlet in sorted(store.outlets()):
            outcomes = {name: count for name, count in store.outcomes(outlet).items() if count}
            if not outcomes and outlet not in polls:
                continue
            ended = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())) or "none found"
            asked = ", ".join(f"{count} {word}" for word, count in sorted(polls.get(outlet, Counter()).items()))
            state = states.get(outlet)
            told = f"{state.state} ({state.reason})" if state and state.reason else state.state if state else ""
            print(f"| `{outlet}` | {asked or 'not recorded'} | {ended} | {told} |")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["seed", data, recordings]:
            seed(Path(data), Path(recordings))
        case ["table", data]:
            table(Path(data))
        case _:
            sys.exit(__doc__)
