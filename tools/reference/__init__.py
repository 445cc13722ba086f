"""The pages of docs/reference/, each made from what the code itself says."""

NOTICE = "<!-- Written by `make docs` from the code: do not edit. -->\n"
