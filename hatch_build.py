"""Takes the built extension into the wheel, where it has been built (`make setup`, `npm run build`)."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ExtensionHook(BuildHookInterface):
    """The zips that `assist serve` offers for download."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add each zip in ``extension/dist`` as ``assist/extension/NAME``."""
        if version == "editable":
            return
        for archive in sorted((Path(self.root) / "extension" / "dist").glob("*.zip")):
            build_data["force_include"][str(archive)] = f"assist/extension/{archive.name}"
