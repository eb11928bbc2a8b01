"""Files of rows: bytes to records to what each row says, and back. Pure: no store, no network, no clock."""
