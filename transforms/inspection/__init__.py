"""What an unknown file holds: its table and the fate of every row, its columns, the layout that fits best.

Everything here describes and nothing decides: a file becomes survey answers only by a layout.
"""
