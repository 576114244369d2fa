"""People who sign in: accounts, second factor, roles, and the investigating teams with their addresses."""
