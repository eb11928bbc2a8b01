"""The HTTP interface: one blueprint a resource. A view validates, calls a use case and answers."""
