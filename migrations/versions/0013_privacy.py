"""The log can be checked and forgets what is older than seven years; counters can be forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# A chain that lost its oldest rows begins at its seal. Whoever calls: what is younger than seven years stays.
FORGET = """
CREATE FUNCTION loket_audit_forget(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chain audit_lane;
    last record;
    gone bigint;
    total bigint := 0;
BEGIN
    before := least(before, now() - interval '7 years');
    FOR chain IN SELECT * FROM audit_lane ORDER BY lane FOR UPDATE LOOP
        SELECT e.place, e.hash INTO last FROM audit_entry e
        WHERE e.lane = chain.lane AND e.place < coalesce(
            (SELECT y.place FROM audit_entry y WHERE y.lane = chain.lane AND y.at >= before ORDER BY y.place LIMIT 1),
            chain.place + 1)
        ORDER BY e.place DESC LIMIT 1;
        CONTINUE WHEN NOT FOUND;
        UPDATE audit_lane SET sealed_place = last.place, sealed_hash = last.hash WHERE lane = chain.lane;
        DELETE FROM audit_entry e WHERE e.lane = chain.lane AND e.place <= last.place;
        GET DIAGNOSTICS gone = ROW_COUNT;
        total := total + gone;
    END LOOP;
    RETURN total;
END $$
"""
# Counters are kept by loket_count, which acts as their owner; the house alone may look at them and forget them.
COUNTERS = """
ALTER TABLE rate_counter ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON rate_counter FOR SELECT USING ((SELECT loket_house()));
CREATE POLICY remove ON rate_counter FOR DELETE USING ((SELECT loket_house()));
GRANT SELECT, DELETE ON rate_counter TO loket_app;
GRANT SELECT ON audit_lane TO loket_app;
"""


def upgrade() -> None:
    op.add_column("audit_lane", sa.Column("sealed_place", sa.BigInteger(), nullable=True))
    op.add_column("audit_lane", sa.Column("sealed_hash", sa.LargeBinary(), nullable=True))
    op.execute(FORGET)
    op.execute(COUNTERS)


def downgrade() -> None:
    op.execute("REVOKE ALL ON rate_counter, audit_lane FROM loket_app")
    op.execute("DROP POLICY read ON rate_counter; DROP POLICY remove ON rate_counter")
    op.execute("ALTER TABLE rate_counter DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION loket_audit_forget")
    op.drop_column("audit_lane", "sealed_hash")
    op.drop_column("audit_lane", "sealed_place")
