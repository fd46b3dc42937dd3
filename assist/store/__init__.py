"""The store: sent replies, what people say of them, and who they are, in SQLite or PostgreSQL."""
