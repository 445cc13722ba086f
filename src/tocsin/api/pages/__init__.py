"""The front door as pages, in plain HTML that works without scripts: in, out, and wherever a link in a mail leads.

They decide nothing: a form's fields become the draft that the JSON API takes, and go the same way from there.
"""
