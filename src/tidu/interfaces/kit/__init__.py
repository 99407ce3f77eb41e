"""What every screen stands on: the shell, the view classes, the template tags, the tokens of the design.

Here live no facts of a domain app and no addresses of one room: pages hand their context in, and the rooms
declare their navigation. Numbers, days and money are put into words here and nowhere else.
"""
