"""Use cases: one module per noun, one function per verb.

Every verb has the same shape: permission, validation, one transaction, an audit entry, and after the commit word to
those who must know.
"""
