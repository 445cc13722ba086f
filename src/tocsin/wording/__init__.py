"""Announcements in words: templates, ours and those of users, and what keeps a template of a user's within bounds."""
