"""From the bytes of an export to a sheet of text cells bound to an instrument, with findings for what is wrong.

Nothing is interpreted here: no score is recoded and no office is looked up. Content decides what a file is, never
its name; columns are bound by header, never by position.
"""
