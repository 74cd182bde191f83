"""Places within municipalities, and usual names."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("municipality_code", sa.String(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_code"], ["municipality.code"], name=op.f("fk_place_municipality_code_municipality")
        ),
        sa.PrimaryKeyConstraint("name", "municipality_code", name=op.f("pk_place")),
    )


def downgrade() -> None:
    op.drop_table("place")
