"""The two groups of a centre that see to linkage: the leadership group and the working group.

Who belongs to them follows from posts that people hold in the organisation; here stands who sits
in a group for which unit, and since when. What the groups decide is kept by higher packages, which
ask ``queries.is_member``.
"""
