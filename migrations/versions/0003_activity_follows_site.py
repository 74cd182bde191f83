"""The copies of a company site in its activities stay true, whoever changes the site."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FOLLOW = """
CREATE FUNCTION loket_activity_follows_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE activity a
    SET company_name = s.name, company_place = s.place, region_code = s.region_code,
        sectors = s.sectors, lat = s.lat, lon = s.lon
    FROM new_sites s
    WHERE a.company_site_id = s.id
      AND (a.company_name, a.company_place, a.region_code, a.sectors, a.lat, a.lon)
          IS DISTINCT FROM (s.name, s.place, s.region_code, s.sectors, s.lat, s.lon);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER activity_follows_site AFTER UPDATE ON company_site
REFERENCING NEW TABLE AS new_sites
FOR EACH STATEMENT EXECUTE FUNCTION loket_activity_follows_site()
"""


def upgrade() -> None:
    op.execute(FOLLOW)
    op.execute(TRIGGER)


def downgrade() -> None:
    op.execute("DROP TRIGGER activity_follows_site ON company_site")
    op.execute("DROP FUNCTION loket_activity_follows_site")
