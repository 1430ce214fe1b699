"""What is owed for approved claims: held, released, disputed, reviewed."""
