"""Stories. Articles kept before stay each a story of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("articles", sa.Column("story", sa.BigInteger()))
    op.create_index(
        "articles_story",
        "articles",
        ["story"],
        sqlite_where=sa.text("story IS NOT NULL"),
        postgresql_where=sa.text("story IS NOT NULL"),
    )
    op.create_table(
        "signatures",
        sa.Column(
            "article",
            _NUMBER,
            sa.ForeignKey("articles.id", name="signatures_article_fk"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "signature_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("article", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("band", "day", "article", name="signature_bands_pk"),
        sqlite_with_rowid=False,
    )
