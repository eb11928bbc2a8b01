"""What answers look like: for OpenAPI, and held to it by tests. The documents are made elsewhere."""
