"""Section pages and front pages to Found: the links on them that lead to articles of the outlet."""

from archive.model import Found
from crawler.catalogue import Endpoint, Outlet
from crawler.discover.addresses import canonical_address, found_url, is_article_url
from crawler.discover.feeds import MAX_ENTRIES, urljoin_safe
from crawler.discover.markup import parse_html, plain


def read_front(text: str, *, endpoint: Endpoint, url: str, outlet: Outlet) -> tuple[list[Found], str, str]:
    """The articles linked from a page in the page's order, the address of the next page or "", and what is wrong ("" or empty).

    `endpoint.links` says where to look; without it every link counts whose address fits the outlet's patterns. Of several
    links to one article the longest wording is taken for its title, which is a hint only.
    """
    root = parse_html(text)
    if root is None:
        return [], "", "empty"
    base = url
    for element in root.iterfind(".//base[@href]"):
        base = urljoin_safe(url, element.get("href", ""))
        break
    links = root.cssselect(endpoint.links) if endpoint.links else list(root.iter("a"))
    titles: dict[str, str] = {}
    first_url: dict[str, str] = {}
    for element in links:
        anchors = [element] if element.get("href") else list(element.iter("a"))
        for anchor in anchors:
            link = found_url(anchor.get("href") or "", base)
            if not link or not is_article_url(link, outlet):
                continue
            address = canonical_address(link, outlet)
            if len(titles) >= MAX_ENTRIES and address not in titles:
                continue
            first_url.setdefault(address, link)
            title = plain(anchor.text_content() or anchor.get("title") or "")[:300]
            if len(title) > len(titles.get(address, "")) or address not in titles:
                titles[address] = title
    found = [
        Found(url=first_url[address], outlet=outlet.id, endpoint=url, title=title, section=endpoint.section)
        for address, title in titles.items()
    ]
    following = ""
    if endpoint.next:
        for element in root.cssselect(endpoint.next):
            following = found_url(element.get("href") or "", base)
            break
    return found, following, "" if found else "empty"
