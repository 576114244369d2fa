"""The journeys of the staff room: signing in, one's own account, the people, the teams."""
