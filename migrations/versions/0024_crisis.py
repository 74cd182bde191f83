"""A match may go online for as long as its region is, or be called off by the region."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = (
    "proposed", "accepted_school", "accepted_company", "confirmed", "reschedule_proposed", "delivered", "evaluated",
    "closed", "declined_by_school", "declined_by_company", "expired", "withdrawn", "cancelled_by_school",
    "cancelled_by_company", "no_show_school", "no_show_company", "replaced",
)  # fmt: skip
RELEASED = (
    "declined_by_school", "declined_by_company", "expired", "withdrawn", "cancelled_by_school",
    "cancelled_by_company", "replaced",
)  # fmt: skip
BY_REGION = "cancelled_by_region"


def _states(*more: str) -> None:
    # One transaction: no row escapes the checks, and reading a state of every row takes no time to speak of.
    held = f"NOT holds OR state NOT IN {(*RELEASED, *more)}"
    for name, rule in (("state", f"state IN {(*STATES, *more)}"), ("released_holds_nothing", held)):
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE match DROP CONSTRAINT ck_match_{name}")
        op.execute(f"""-- squawk-ignore constraint-missing-not-valid
            ALTER TABLE match ADD CONSTRAINT ck_match_{name} CHECK ({rule})""")


def upgrade() -> None:
    op.add_column(
        "match", sa.Column("switched_online", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    _states(BY_REGION)


def downgrade() -> None:
    # The log stays as it is; before this, what a region called off was the school's to cancel.
    op.execute(f"UPDATE match SET state = 'cancelled_by_school' WHERE state = '{BY_REGION}'")  # noqa: S608
    _states()
    op.drop_column("match", "switched_online")
