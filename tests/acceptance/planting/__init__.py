"""Secrets like no other text, put wherever Tocsin takes one, and looked for wherever it speaks."""
