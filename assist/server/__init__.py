"""The server: guard, live socket, REST, sign-in and pages around one scorer."""
