"""Webhooks of portals and scripts, and the outbox of what is told to each."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NOW = sa.text("now()")
# A client's own; and, as the wall around keys lets them be seen, those of the keys that one looks after.
OF_CLIENT = "(SELECT loket_house()) OR client_id IN (SELECT c.id FROM api_client c)"
LOOKED_AFTER = """(SELECT loket_house()) OR (SELECT loket_admin()) OR (role IN ('portal', 'script')
    AND region_codes <> '{}' AND region_codes <@ (SELECT loket_coordinated()))"""
# A client may read its own row too: its name stands in its webhooks.
READ = f"{LOOKED_AFTER} OR id = (SELECT loket_actor())"
OF_WEBHOOK = "(SELECT loket_house()) OR webhook_id IN (SELECT w.id FROM webhook w)"


def _time(name: str, nullable: bool = False) -> sa.Column[Any]:
    default = None if nullable else NOW
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("event_types", postgresql.ARRAY(sa.TEXT()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", sa.String(), server_default="active", nullable=False),
        sa.Column("dead_in_row", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _time("rest_until", nullable=True),
        sa.CheckConstraint("state IN ('active', 'disabled', 'failed')", name=op.f("ck_webhook_state")),
        sa.ForeignKeyConstraint(["client_id"], ["api_client.id"], name=op.f("fk_webhook_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_index(op.f("ix_webhook_client_id"), "webhook", ["client_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("state", sa.String(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        _time("due_at"),
        _time("created_at"),
        _time("delivered_at", nullable=True),
        sa.CheckConstraint("state IN ('pending', 'delivered', 'dead')", name=op.f("ck_webhook_delivery_state")),
        sa.CheckConstraint(
            "(state = 'delivered') = (delivered_at IS NOT NULL)",
            name=op.f("ck_webhook_delivery_delivered_at_when_delivered"),
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name=op.f("fk_webhook_delivery_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    op.create_index("ix_webhook_delivery_webhook_id_id", "webhook_delivery", ["webhook_id", "id"])
    op.create_index(
        "ix_webhook_delivery_due_at",
        "webhook_delivery",
        ["due_at"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.execute(f"ALTER POLICY read ON api_client USING ({READ})")
    for table, whose in (("webhook", OF_CLIENT), ("webhook_delivery", OF_WEBHOOK)):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY owned ON {table} USING ({whose})")


def downgrade() -> None:
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
    op.execute(f"ALTER POLICY read ON api_client USING ({LOOKED_AFTER})")
