"""Every room's tables, for Alembic."""

from api.accounts.models import ApiKey
from api.activities.models import Activity
from api.companies.models import Company, CompanySite
from api.imports.models import ImportJob
from api.indicators.models import ExamCount
from api.kit.idempotency import IdempotencyKey
from api.kit.models import metadata
from api.kit.shipped import ShippedData
from api.regions.models import Municipality, Postcode, Region, SchoolHoliday
from api.requests.models import SchoolRequest
from api.schools.models import School, SchoolSite
from api.vocabularies.models import Concept

__all__ = [
    "Activity",
    "ApiKey",
    "Company",
    "CompanySite",
    "Concept",
    "ExamCount",
    "IdempotencyKey",
    "ImportJob",
    "Municipality",
    "Postcode",
    "Region",
    "School",
    "SchoolHoliday",
    "SchoolRequest",
    "SchoolSite",
    "ShippedData",
    "metadata",
]
