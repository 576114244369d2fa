"""Heroes, their places, and digests."""

from typing import Any

import sqlalchemy as sa
from alembic import op

# The same sum as foundation.places.distance.metres_between; a test holds the two together.
DISTANCE = """
create function metres_between(latitude float8, longitude float8, other_latitude float8, other_longitude float8)
returns float8 language sql immutable strict parallel safe as $$
    select 2 * 6371008.8 * asin(least(1, sqrt(
        sin(radians(other_latitude - latitude) / 2) ^ 2
        + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(radians(other_longitude - longitude) / 2) ^ 2
    )))
$$;
"""

revision = "0005_heroes"
down_revision = "0004_appeals"
branch_labels = None
depends_on = None


class Box(sa.types.UserDefinedType[str]):
    """PostgreSQL's box."""

    def get_col_spec(self, **_: Any) -> str:
        return "box"


def upgrade() -> None:
    op.execute(DISTANCE)
    op.create_table(
        "digest_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('daily','weekly')", name=op.f("ck_digest_run_known_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_run")),
        sa.UniqueConstraint("kind", "window_start", name=op.f("uq_digest_run_kind_window_start")),
    )
    op.create_table(
        "digest_chunk",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("fence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["digest_run.id"], name=op.f("fk_digest_chunk_run_id_digest_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_chunk")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_digest_chunk_run_id_number")),
    )
    op.create_index(
        "ix_digest_chunk_due", "digest_chunk", ["due_at"], unique=False, postgresql_where=sa.text("done_at is null")
    )
    op.create_table(
        "hero",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("address_index", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("radius", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("reach_box", Box(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state <> 'following') or (address is not null)", name=op.f("ck_hero_following_has_address")
        ),
        sa.CheckConstraint(
            "(state <> 'following') or (confirmed_at is not null)", name=op.f("ck_hero_following_is_confirmed")
        ),
        sa.CheckConstraint("frequency in ('daily','weekly')", name=op.f("ck_hero_known_frequency")),
        sa.CheckConstraint("state in ('unconfirmed','following','left')", name=op.f("ck_hero_known_state")),
        sa.CheckConstraint("(address is null) = (address_index is null)", name=op.f("ck_hero_address_is_whole")),
        sa.CheckConstraint("radius in (10000, 25000, 50000, 100000)", name=op.f("ck_hero_known_radius")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hero_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hero")),
        sa.UniqueConstraint("address_index", name=op.f("uq_hero_address_index")),
    )
    op.create_index(
        "ix_hero_reach_box",
        "hero",
        ["reach_box"],
        unique=False,
        postgresql_using="gist",
        postgresql_where=sa.text("state = 'following'"),
    )
    op.create_index("ix_hero_state_changed_at", "hero", ["state", "changed_at"], unique=False)
    op.create_table(
        "hero_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("address_index", sa.LargeBinary(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("radius", sa.Integer(), nullable=True),
        sa.Column("frequency", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'join') = (place_id is not null and radius is not null and frequency is not null)",
            name=op.f("ck_hero_request_join_has_choices"),
        ),
        sa.CheckConstraint("kind in ('join','link')", name=op.f("ck_hero_request_known_kind")),
        sa.CheckConstraint(
            "(answered_at is null) = (address is not null)", name=op.f("ck_hero_request_address_goes_with_the_answer")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_hero_request_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hero_request")),
    )
    op.create_index(
        "ix_hero_request_address_index_asked_at", "hero_request", ["address_index", "asked_at"], unique=False
    )
    op.create_index(
        "ix_hero_request_waiting",
        "hero_request",
        ["asked_at"],
        unique=False,
        postgresql_where=sa.text("answered_at is null"),
    )
    op.create_table(
        "digest_delivery",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("hero_id", sa.Uuid(), nullable=False),
        sa.Column("chunk_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting','sent','dropped','failed')", name=op.f("ck_digest_delivery_known_state")
        ),
        sa.ForeignKeyConstraint(
            ["chunk_id"], ["digest_chunk.id"], name=op.f("fk_digest_delivery_chunk_id_digest_chunk")
        ),
        sa.ForeignKeyConstraint(
            ["hero_id"], ["hero.id"], name=op.f("fk_digest_delivery_hero_id_hero"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["digest_run.id"], name=op.f("fk_digest_delivery_run_id_digest_run")),
        sa.PrimaryKeyConstraint("run_id", "hero_id", name=op.f("pk_digest_delivery")),
    )
    op.create_index(
        "ix_digest_delivery_chunk",
        "digest_delivery",
        ["chunk_id", "position"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "ix_digest_delivery_failed",
        "digest_delivery",
        ["ended_at"],
        unique=False,
        postgresql_where=sa.text("state = 'failed'"),
    )
    op.create_index(op.f("ix_digest_delivery_hero_id"), "digest_delivery", ["hero_id"], unique=False)
    op.create_index(
        "ix_digest_delivery_waiting",
        "digest_delivery",
        ["planned_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "digest_item",
        sa.Column("hero_id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_digest_item_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["run_id", "hero_id"],
            ["digest_delivery.run_id", "digest_delivery.hero_id"],
            name=op.f("fk_digest_item_run_id_hero_id_digest_delivery"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hero_id", "appeal_id", "version", name=op.f("pk_digest_item")),
    )
    op.create_index("ix_digest_item_delivery", "digest_item", ["run_id", "hero_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_digest_item_delivery", table_name="digest_item")
    op.drop_table("digest_item")
    op.drop_index(
        "ix_digest_delivery_waiting", table_name="digest_delivery", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_index(op.f("ix_digest_delivery_hero_id"), table_name="digest_delivery")
    op.drop_index(
        "ix_digest_delivery_failed", table_name="digest_delivery", postgresql_where=sa.text("state = 'failed'")
    )
    op.drop_index(
        "ix_digest_delivery_chunk", table_name="digest_delivery", postgresql_where=sa.text("state = 'waiting'")
    )
    op.drop_table("digest_delivery")
    op.drop_index("ix_hero_request_waiting", table_name="hero_request", postgresql_where=sa.text("answered_at is null"))
    op.drop_index("ix_hero_request_address_index_asked_at", table_name="hero_request")
    op.drop_table("hero_request")
    op.drop_index("ix_hero_state_changed_at", table_name="hero")
    op.drop_index(
        "ix_hero_reach_box", table_name="hero", postgresql_using="gist", postgresql_where=sa.text("state = 'following'")
    )
    op.drop_table("hero")
    op.drop_index("ix_digest_chunk_due", table_name="digest_chunk", postgresql_where=sa.text("done_at is null"))
    op.drop_table("digest_chunk")
    op.drop_table("digest_run")
    op.execute("drop function metres_between")
