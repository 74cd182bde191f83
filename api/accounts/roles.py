"""What people and keys may be. Apart from the tables, which the command line need not load to name a role."""

from enum import StrEnum


class Role(StrEnum):
    TEACHER = "teacher"
    SCHOOL_COORDINATOR = "school_coordinator"
    PROFESSIONAL = "professional"
    COMPANY_COORDINATOR = "company_coordinator"
    REGIONAL_COORDINATOR = "regional_coordinator"
    EVENT_MANAGER = "event_manager"
    DATA_SPECIALIST = "data_specialist"
    PLATFORM_ADMIN = "platform_admin"
    PORTAL = "portal"
    SCRIPT = "script"
