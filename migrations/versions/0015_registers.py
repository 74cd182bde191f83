"""The registers that rights hang on are everybody's to read, and written by those alone whose they are."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

EVERYWHERE = "(SELECT loket_everywhere())"
REGION = "region_code = ANY ((SELECT loket_regions())::text[])"
KEPT = "{} = ANY ((SELECT loket_kept())::uuid[])"
# An organisation whose sites lie in the actor's regions, all of them.
HOME = """
CREATE FUNCTION loket_all_in_my_regions(school uuid, company uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT NOT EXISTS (SELECT 1 FROM school_site s WHERE s.school_id = school AND s.state = 'active'
            AND (s.region_code = ANY (loket_regions())) IS NOT TRUE)
        AND NOT EXISTS (SELECT 1 FROM company_site s WHERE s.company_id = company AND s.state = 'active'
            AND (s.region_code = ANY (loket_regions())) IS NOT TRUE)
        AND cardinality(loket_regions()) > 0
$$
"""
# Table: who may change a row. What is new and has no sites yet gives nobody anything.
WRITERS = {
    "school": f"{EVERYWHERE} OR {KEPT.format('id')} OR loket_all_in_my_regions(id, NULL)",
    "company": f"{EVERYWHERE} OR {KEPT.format('id')} OR loket_all_in_my_regions(NULL, id)",
    "school_site": f"{EVERYWHERE} OR {REGION} OR {KEPT.format('school_id')}",
    "company_site": f"{EVERYWHERE} OR {REGION} OR {KEPT.format('company_id')}",
}


def upgrade() -> None:
    op.execute(HOME)
    for table, rule in WRITERS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY read ON {table} FOR SELECT USING (true)")
        # What is brought up to date is checked as if it were new, and need not say where it is.
        added = "true" if table in ("school", "company") else f"region_code IS NULL OR {rule}"
        op.execute(f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({added})")
        op.execute(f"CREATE POLICY change ON {table} FOR UPDATE USING ({rule})")
        op.execute(f"CREATE POLICY remove ON {table} FOR DELETE USING ({EVERYWHERE})")


def downgrade() -> None:
    for table in WRITERS:
        for policy in ("read", "add", "change", "remove"):
            op.execute(f"DROP POLICY {policy} ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DROP FUNCTION loket_all_in_my_regions")
