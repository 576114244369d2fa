"""Photos are turned, cropped, marked and replaced; several rows may come from one sealed upload"""

import sqlalchemy as sa
from alembic import op

revision = "0007_photos"
down_revision = "0006_sightings"
branch_labels = None
depends_on = None

_PERCENT = {
    "crop_left": "0",
    "crop_top": "0",
    "crop_width": "100",
    "crop_height": "100",
    "focus_x": "50",
    "focus_y": "30",
}
_CHECKS = {
    "known_turn": "turn in (0, 90, 180, 270)",
    "crop_inside": "crop_left >= 0 and crop_top >= 0 and crop_width >= 10 and crop_height >= 10"
    " and crop_left + crop_width <= 100 and crop_top + crop_height <= 100",
    "focus_inside": "focus_x between 0 and 100 and focus_y between 0 and 100",
}


def upgrade() -> None:
    op.add_column("appeal_photo", sa.Column("original", sa.Text(), nullable=True))
    op.execute("update appeal_photo set original = key")
    op.alter_column("appeal_photo", "original", nullable=False)
    op.create_index(op.f("ix_appeal_photo_original"), "appeal_photo", ["original"])
    op.add_column("appeal_photo", sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
    for name, start in {"turn": "0", **_PERCENT}.items():
        op.add_column("appeal_photo", sa.Column(name, sa.Integer(), nullable=False, server_default=start))
        op.alter_column("appeal_photo", name, server_default=None)
    for name in ("blurred", "progressed"):
        op.add_column("appeal_photo", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        op.alter_column("appeal_photo", name, server_default=None)
    for name, check in _CHECKS.items():
        op.create_check_constraint(op.f(f"ck_appeal_photo_{name}"), "appeal_photo", check)


def downgrade() -> None:
    """Photos that a newer one replaced are not told apart any more: they are taken back, never shown twice."""
    op.execute(
        "update appeal_photo set withdrawn_at = replaced_at where replaced_at is not null and withdrawn_at is null"
    )
    for name in _CHECKS:
        op.drop_constraint(op.f(f"ck_appeal_photo_{name}"), "appeal_photo")
    op.drop_index(op.f("ix_appeal_photo_original"), "appeal_photo")
    for name in ("progressed", "blurred", *reversed(_PERCENT), "turn", "replaced_at", "original"):
        op.drop_column("appeal_photo", name)
