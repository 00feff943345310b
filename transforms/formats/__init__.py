"""From the bytes of any file that an office sends to grids of text cells, or to the reason why it is not read.

Content decides what a file is, never its name. Nothing is repaired and nothing is interpreted: what is doubtful is a
note, what cannot be read is an ``UnreadableError`` in both languages. Values never stand in a note or an error.
"""
