"""Tocsin: checks web sites and services, decides whether they are up, keeps the history."""
