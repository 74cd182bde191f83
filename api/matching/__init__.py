"""The heart, pure: limits, scores, facts and reasons. No database, no HTTP, no clock."""
