"""The organisation: company → region → centre → team, work areas with technicians, roles at places.

From here comes what an actor may see: a role held at a unit opens the centres (or work areas) at
or below that unit.
"""
