"""Match rounds, pure: a whole region at once, proven optimal, explained. Files in and out are JSON."""
