"""The review pages: a QA team's day, from the queue of sent replies to coaching and a better model."""

from assist.server.review.routes import router

__all__ = ["router"]
