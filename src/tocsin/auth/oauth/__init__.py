"""Signing in with Google, GitHub and any OpenID Connect issuer: the protocol, without accounts and without storage.

`provider` is light and may be imported by anybody; `providers` brings the libraries along, 0.2 s of importing, and is
imported only where a provider is configured.
"""
