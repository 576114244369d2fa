"""Requests of people who say that an appeal is about them, and who of the staff read them"""

import sqlalchemy as sa
from alembic import op

revision = "0015_door"
down_revision = "0014_purge"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("reach", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("lane in ('normal','slow')", name=op.f("ck_door_request_known_lane")),
        sa.CheckConstraint(
            "answer in ('taken_down','police','in_touch','not_them','repeated')",
            name=op.f("ck_door_request_known_answer"),
        ),
        sa.CheckConstraint(
            "(answer is null) = (answered_at is null) and (answered_by is null) = (answered_at is null)",
            name=op.f("ck_door_request_answered_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_door_request_appeal_id_appeal")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["staff_account.id"], name=op.f("fk_door_request_answered_by_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_request")),
        sa.UniqueConstraint("appeal_id", "form_key", name=op.f("uq_door_request_appeal_id_form_key")),
    )
    op.create_index(
        "ix_door_request_waiting", "door_request", ["received_at"], postgresql_where=sa.text("answered_at is null")
    )
    op.create_table(
        "door_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["door_request.id"], name=op.f("fk_door_reading_request_id_door_request")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_account.id"], name=op.f("fk_door_reading_staff_id_staff_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_reading")),
    )
    op.create_index(op.f("ix_door_reading_request_id_opened_at"), "door_reading", ["request_id", "opened_at"])


def downgrade() -> None:
    op.drop_table("door_reading")
    op.drop_table("door_request")
