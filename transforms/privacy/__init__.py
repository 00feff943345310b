"""Personal data in an export: found by header and cells, dropped or turned into pseudonyms, masked in free text.

Nothing here stores or prints a value. Results carry positions, counts and words of our own vocabulary; what a person
wrote leaves this room only as a keyed pseudonym or as masked text.
"""
