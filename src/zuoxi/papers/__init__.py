"""Papers: one order, or what a work area has to do by a day, as a page to print and as a PDF.

Paper shows what the screen shows: the same templates and the same style sheet make both, and
nothing here decides who sees what. The file of a list is kept and handed over by ``sheets``.
"""
