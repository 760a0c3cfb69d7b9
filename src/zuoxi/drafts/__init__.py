"""What people have typed into a form and not sent yet, kept on the server for each person.

A page's script keeps it while they type (``web/static/web/js/drafts.js``) and drops it once the
form was sent. Nothing here is business data: there are no facts, and only the writer reads it.
"""
