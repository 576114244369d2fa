"""Keys of the partner API, and what the WebSub hub was told last."""

import sqlalchemy as sa
from alembic import op

revision = "0012_api_keys"
down_revision = "0011_partners"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.CheckConstraint("length(digest) = 32", name=op.f("ck_api_key_sha256")),
        sa.CheckConstraint("(revoked_by is null) = (revoked_at is null)", name=op.f("ck_api_key_revoked_by_somebody")),
        sa.ForeignKeyConstraint(["made_by"], ["staff_account.id"], name=op.f("fk_api_key_made_by_staff_account")),
        sa.ForeignKeyConstraint(["revoked_by"], ["staff_account.id"], name=op.f("fk_api_key_revoked_by_staff_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    op.create_table(
        "hub_notice",
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hub", name=op.f("pk_hub_notice")),
    )


def downgrade() -> None:
    op.drop_table("hub_notice")
    op.drop_table("api_key")
