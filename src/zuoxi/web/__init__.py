"""The visual frame: base templates, components, navigation, page access, errors as pages.

Knows no business package. They register what they add (``nav``), declare who may open a page
(``pages``) and render through ``htmx``; what a page looks like stands in templates and static.
"""
