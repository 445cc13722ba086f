"""What the API answers with: one module per noun."""
