"""Requests in full: lessons around the visit, windows in lesson hours, a waiting time that goes on, and a question
whether they are still meant.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
# Both are the first moments of a request that is open; a draft has none yet.
OPENED = "UPDATE school_request SET opened_at = created_at, confirmed_at = greatest(created_at, updated_at)"


# The columns are new: reading them takes no time to speak of.
CHECKS = {
    "staff": "staff BETWEEN 0 AND 50",
    "windows": "jsonb_typeof(windows) = 'array'",
    "opened": "state IN ('draft', 'withdrawn') OR (opened_at IS NOT NULL AND confirmed_at IS NOT NULL)",
    "confirm_by": "state <> 'needs_confirmation' OR confirm_by IS NOT NULL",
}
ASKER = """-- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
ALTER TABLE school_request ADD CONSTRAINT fk_school_request_created_by FOREIGN KEY (created_by)
    REFERENCES account (id)"""


def _request_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("windows", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("embed", postgresql.JSONB(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), server_default=NOW, nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=NOW, nullable=True),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
    ]


def upgrade() -> None:
    for column in _request_columns():
        op.add_column("school_request", column)
    op.execute(OPENED)
    for name, rule in CHECKS.items():
        op.execute(f"""-- squawk-ignore constraint-missing-not-valid
            ALTER TABLE school_request ADD CONSTRAINT ck_school_request_{name} CHECK ({rule})""")
    op.execute(ASKER)
    with op.get_context().autocommit_block():
        op.create_index(
            op.f("ix_school_request_created_by"), "school_request", ["created_by"], postgresql_concurrently=True
        )


def downgrade() -> None:
    for column in reversed(_request_columns()):
        op.drop_column("school_request", column.name)
