"""Pages in plain HTML that work without scripts and without a session: where links in messages lead, and what is said
where there is no web client. The client brings all others.
"""
