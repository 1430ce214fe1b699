"""What is owed for approved claims: held, let go, disputed, reviewed."""
