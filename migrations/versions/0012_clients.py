"""Keys can be told apart by their beginning; whose keys they are to see and change follows their regions alone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BOUND = "region_codes <> '{}' AND region_codes <@ (SELECT loket_regions())"
_KEPT = "school_id = ANY ((SELECT loket_kept())::uuid[]) OR company_id = ANY ((SELECT loket_kept())::uuid[])"
# A coordinator's are portals and scripts of the coordinator's own regions, whoever made them: who moves to
# another region leaves the keys behind, and nobody gives a key a region beyond their own.
NOW = f"""(SELECT loket_house()) OR (SELECT loket_admin())
    OR (role IN ('portal', 'script') AND ((SELECT loket_everywhere()) OR ({_BOUND})))"""
BEFORE = f"""(SELECT loket_house()) OR (SELECT loket_admin()) OR created_by = (SELECT loket_actor()) OR {_KEPT}
    OR ({_BOUND})"""


def _policies(rule: str) -> None:
    op.execute(f"ALTER POLICY read ON api_client USING ({rule})")
    op.execute(f"ALTER POLICY add ON api_client WITH CHECK ({rule})")
    op.execute(f"ALTER POLICY change ON api_client USING ({rule})")
    op.execute(f"ALTER POLICY remove ON api_client USING ({rule})")


def upgrade() -> None:
    op.add_column("api_client", sa.Column("key_prefix", sa.String(), nullable=True))
    _policies(NOW)


def downgrade() -> None:
    _policies(BEFORE)
    op.drop_column("api_client", "key_prefix")
