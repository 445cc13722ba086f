"""How the tables came to be, one revision after another. Revisions are never edited once released."""
