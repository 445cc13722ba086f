"""Pictures of a state, to stand in a README or on a page: SVG, PNG, and the JSON that shields.io draws from."""
