"""People, organisations, members, roles, sign-in, second factor, links between parties, notices."""
