"""All routes of the review room as one router."""

from fastapi import APIRouter

from assist.server.review import (
    adjudication,
    agreement_page,
    calibration,
    coaching,
    deleting,
    disputes,
    example_data,
    exchange,
    exports,
    log,
    models_page,
    queue,
    reply,
    settings_page,
    sign_in,
    trends_page,
    verdicts,
)

router = APIRouter(include_in_schema=False)
# The lists before the single reply: "/review/adjudication" is no reply's address.
for page in (
    sign_in,
    queue,
    adjudication,
    calibration,
    reply,
    verdicts,
    agreement_page,
    disputes,
    coaching,
    trends_page,
    models_page,
    exchange,
    exports,
    log,
    settings_page,
    deleting,
    example_data,
):
    router.include_router(page.router)
