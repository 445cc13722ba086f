"""The web client: files that `npm run build` has exported from `web/`, on the API's own origin.

They are read once, when the server starts. So a body, its hash and its policy always belong together, and no part of
a request's address ever reaches the file system.
"""
