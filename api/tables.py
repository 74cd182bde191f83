"""Every room's tables, for Alembic."""

from api.accounts.models import (
    Account,
    ApiClient,
    Consent,
    Identity,
    Invitation,
    Membership,
    OidcAttempt,
    Session,
    SignInAttempt,
)
from api.activities.models import Activity
from api.admissions.models import Application
from api.calendars.models import CalendarFeed
from api.companies.models import CodeAcceptance, Company, CompanySite
from api.concerns.models import Concern
from api.digests.models import DigestChoice, DigestLetter
from api.dormancy.models import DormancyQuestion
from api.imports.models import ImportJob
from api.indicators.models import ExamCount
from api.kit.audit import AuditEntry, AuditLane
from api.kit.idempotency import IdempotencyKey
from api.kit.limits import RateCounter
from api.kit.models import metadata
from api.kit.shipped import ShippedData
from api.matches.models import Match, MatchEvent
from api.notices.models import OutboxMessage
from api.partnerships.models import Partnership
from api.polls.models import ClassPoll, ClassPollCount
from api.priorities.models import SitePriority
from api.professionals.models import Professional
from api.regions.models import Municipality, NamedPlace, Postcode, Region, SchoolHoliday
from api.requests.models import SchoolRequest
from api.rounds.models import MatchRound, RoundDecision, RoundEntry, RoundOutcome
from api.schedules.models import RoundSchedule, ScheduledRound
from api.schools.models import School, SchoolSite
from api.slots.models import PlaceCount, Slot
from api.standby.models import StandbyPlace
from api.vocabularies.models import Concept
from api.webhooks.models import Webhook, WebhookDelivery

__all__ = [
    "Account",
    "Activity",
    "ApiClient",
    "Application",
    "AuditEntry",
    "AuditLane",
    "CalendarFeed",
    "ClassPoll",
    "ClassPollCount",
    "CodeAcceptance",
    "Company",
    "CompanySite",
    "Concept",
    "Concern",
    "Consent",
    "DigestChoice",
    "DigestLetter",
    "DormancyQuestion",
    "ExamCount",
    "IdempotencyKey",
    "Identity",
    "ImportJob",
    "Invitation",
    "Match",
    "MatchEvent",
    "MatchRound",
    "Membership",
    "Municipality",
    "NamedPlace",
    "OidcAttempt",
    "OutboxMessage",
    "Partnership",
    "PlaceCount",
    "Postcode",
    "Professional",
    "RateCounter",
    "Region",
    "RoundDecision",
    "RoundEntry",
    "RoundOutcome",
    "RoundSchedule",
    "ScheduledRound",
    "School",
    "SchoolHoliday",
    "SchoolRequest",
    "SchoolSite",
    "Session",
    "ShippedData",
    "SignInAttempt",
    "SitePriority",
    "Slot",
    "StandbyPlace",
    "Webhook",
    "WebhookDelivery",
    "metadata",
]
