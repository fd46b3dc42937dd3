"""All routes of the review room as one router."""

from fastapi import APIRouter

from assist.server.review import queue, reply, sign_in, verdicts

router = APIRouter(include_in_schema=False)
for page in (sign_in, queue, reply, verdicts):
    router.include_router(page.router)
