"""The schema, column by column. `migrations/` builds the same tables in an existing database; a test compares the two.

Times are whole microseconds since 1970-01-01 UTC, so that both databases keep, compare and sort them alike. URLs are
looked up by `*_key`, the 16 bytes of `rows.key_of`: PostgreSQL cannot index texts of more than 2,700 bytes. Ids are
handed out by `counters`, not by the database: a rolled-back transaction then leaves no gap and a removed row's number
is never used again.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

# SQLite only makes INTEGER PRIMARY KEY the row's own number, which saves a second tree.
Number = BigInteger().with_variant(Integer(), "sqlite")

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),  # article | capture | change | found
    Column("value", BigInteger, nullable=False),  # the last number given out
)

outlets = Table(
    "outlets",
    metadata,
    Column("id", Text, primary_key=True),  # "gb.elaph", or a host for an outlet met only in an import
    Column("name_ar", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("language", Text, nullable=False),
)

outlet_states = Table(
    "outlet_states",
    metadata,
    Column("outlet", Text, primary_key=True),
    Column("state", Text, nullable=False),  # well | rule-drift | blocked | failing | silent
    Column("reason", Text, nullable=False),
    Column("since", BigInteger),
    Column("last_success_at", BigInteger),
)

endpoints = Table(
    "endpoints",
    metadata,
    Column("url_key", LargeBinary(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("polled_at", BigInteger),
    Column("next_poll_at", BigInteger),  # NULL: at once
    Column("interval_seconds", Integer, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("entries", Integer, nullable=False),
    Index("endpoints_outlet", "outlet"),
)

found = Table(
    "found",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("url_key", LargeBinary(16), nullable=False),
    Column("url", Text, nullable=False),  # at most 2,048 characters; a longer one is cut and refused
    Column("outlet", Text, nullable=False),
    Column("host", Text, nullable=False),  # lower case; work is leased by host
    Column("endpoint", Text, nullable=False),
    Column("hints", Text, nullable=False),  # JSON: title, published, section, authors as the endpoint gave them
    Column("hint_text", Text, nullable=False),  # full text from a feed; emptied once the URL has an outcome
    Column("found_at", BigInteger, nullable=False),
    Column("visited", SmallInteger, nullable=False),  # 0 before the first recorded visit: those go first
    Column("next_at", BigInteger),  # when its turn comes; NULL: never again
    Column("attempts", Integer, nullable=False),  # failed tries in a row
    Column("lease_owner", Text),
    Column("lease_until", BigInteger),
    Column("outcome", Text, nullable=False),  # model.OutcomeKind; "due" until there is one
    Column("reason", Text, nullable=False),
    Column("article", BigInteger),  # what it led to
    Column("etag", Text, nullable=False),  # of the last full response
    Column("last_modified", Text, nullable=False),
    UniqueConstraint("url_key", name="found_url"),
    # Everything `claim` ranks by, so that ranking a long queue never touches the wide rows.
    Index(
        "found_due",
        "next_at",
        "host",
        "visited",
        "lease_until",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
    Index("found_outcome", "outcome", "outlet", "reason"),
    Index(
        "found_lease",
        "lease_owner",
        sqlite_where=text("lease_owner IS NOT NULL"),
        postgresql_where=text("lease_owner IS NOT NULL"),
    ),
)

host_leases = Table(
    "host_leases",
    metadata,
    Column("host", Text, primary_key=True),
    Column("lease_owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("address_key", LargeBinary(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("versions", Integer, nullable=False),  # number of the latest version
    Column("digest", Text, nullable=False),  # of the latest version: what a new visit is compared with
    Column("gone_since", BigInteger),  # first of the observations in a row that said "gone"
    Column("gone_at", BigInteger),  # set once the evidence is repeated: equals gone_since
    Column(
        "story", BigInteger
    ),  # the article whose story it joined; NULL for the first of a story, mostly the only one
    UniqueConstraint("address_key", name="articles_address"),
    Index("articles_outlet", "outlet"),
    Index(
        "articles_story",
        "story",
        sqlite_where=text("story IS NOT NULL"),
        postgresql_where=text("story IS NOT NULL"),
    ),
)

# Of articles that are the first of their story.
signatures = Table(
    "signatures",
    metadata,
    Column(
        "article",
        Number,
        ForeignKey("articles.id", name="signatures_article_fk"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("day", Integer, nullable=False),  # since 1970, UTC: when it was published, else first seen
    Column("numbers", LargeBinary, nullable=False),  # see archive/stories.py; of the latest version
)

# By which they are found again. Without a row number of its own, the key is the table.
signature_bands = Table(
    "signature_bands",
    metadata,
    Column("band", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("article", BigInteger, nullable=False),
    PrimaryKeyConstraint("band", "day", "article", name="signature_bands_pk"),
    sqlite_with_rowid=False,
)

captures = Table(
    "captures",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
    Column("file", Text, nullable=False),  # name inside the archive's folder
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("robots", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column(
        "article", BigInteger, ForeignKey("articles.id", name="captures_article_fk")
    ),  # NULL: not read for an article
    UniqueConstraint("file", "offset", name="captures_place"),
    Index(
        "captures_article",
        "article",
        sqlite_where=text("article IS NOT NULL"),
        postgresql_where=text("article IS NOT NULL"),
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("article", BigInteger, ForeignKey("articles.id", name="versions_article_fk"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1
    Column("capture", BigInteger, ForeignKey("captures.id", name="versions_capture_fk")),  # NULL: imported without one
    Column("seen_at", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published_at", BigInteger),
    Column("published_offset", Integer),  # seconds east of UTC of the zone it was given in
    Column("details", Text, nullable=False),  # JSON: the rest of model.Content, see rows.py
    PrimaryKeyConstraint("article", "number", name="versions_pk"),
)

observations = Table(
    "observations",
    metadata,
    Column("article", BigInteger, ForeignKey("articles.id", name="observations_article_fk"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),  # unchanged | edited | gone | moved | blocked | unreachable
    Column("capture", BigInteger),  # NULL when nothing was received
    Index("observations_article", "article", "at"),
)

changes = Table(
    "changes",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),  # without gaps, in the order of commits
    Column("kind", Text, nullable=False),  # model.ChangeKind
    Column("article", BigInteger, nullable=False),  # no foreign key: a removed article's changes stay
    Column("version", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    Column("source", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("started_at", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("report", Text, nullable=False),  # JSON: the counts of model.RoundReport
)
