"""Templates: texts and choices that somebody fills into a form again and again, kept under a name.

One concept: a macro names the form it is for and the values that go into its fields; one that holds
only text is what people call a template. It never sends a form: it fills in, after a preview, and
the person goes on from there. What the form then does is the form's own action, with its checks.
"""
