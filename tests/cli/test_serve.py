import json
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from assist.scoring.model import default_folder
from tests.serving import Start, command, environment


def refused(*args: str | Path, **env: str) -> str:
    """What `assist serve` says when it cannot: one line on standard error, status 2."""
    done = subprocess.run(
        command("serve", *args),
        capture_output=True,
        text=True,
        env=environment(**env),
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1
    assert lines[0].startswith("assist: ")
    return lines[0]


def test_the_first_line_names_a_free_port(start: Start) -> None:
    with start(ready=False) as server:
        assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+", server.url)
        assert httpx.get(f"{server.url}/healthz").status_code == 200


def test_ipv6_is_listened_on(start: Start) -> None:
    with start("--host", "::1", ready=False) as server:
        assert server.url.startswith("http://[::1]:")
        assert httpx.get(f"{server.url}/healthz").status_code == 200


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(start: Start, sent: signal.Signals) -> None:
    with start(ready=False) as server:
        server.process.send_signal(sent)
        assert server.process.wait(15) == 0
        assert "Traceback" not in server.logged()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused("--port", str(port), "--data", tmp_path)
    assert f"port {port} on 127.0.0.1 is taken" in line
    assert "--port" in line


def test_a_host_that_is_not_ours_is_named(tmp_path: Path) -> None:
    assert "192.0.2.1" in refused("--host", "192.0.2.1", "--port", "0", "--data", tmp_path)
    assert "no.such.host.invalid" in refused(
        "--host", "no.such.host.invalid", "--port", "0", "--data", tmp_path
    )


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    for folder in (file, file / "below", Path("/proc/assist")):
        line = refused("--port", "0", "--data", folder)
        assert str(folder) in line
        assert "--data" in line


def test_a_store_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "assist.sqlite3").write_text("this is not a database, however long one reads on" * 100)
    assert str(tmp_path) in refused("--port", "0", "--data", tmp_path)
    assert "ASSIST_DATABASE_URL" in refused(
        "--port", "0", "--data", tmp_path, ASSIST_DATABASE_URL="nonsense://"
    )


def test_a_missing_model_is_named_with_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    line = refused("--port", "0", "--data", tmp_path, ASSIST_MODEL=str(folder))
    assert str(folder) in line
    assert "ASSIST_MODEL" in line


def test_a_corrupt_model_is_named_with_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder)
    with (folder / "encoder.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"garbage")
    assert "encoder.onnx" in refused("--port", "0", "--data", tmp_path, ASSIST_MODEL=str(folder))
    (folder / "model.json").write_text("{")
    assert "model.json" in refused("--port", "0", "--data", tmp_path, ASSIST_MODEL=str(folder))


def test_a_model_that_does_not_fit_this_version_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(default_folder(), folder)
    manifest = json.loads((folder / "model.json").read_text("utf-8"))
    del manifest["calibration"]
    (folder / "model.json").write_text(json.dumps(manifest))
    line = refused("--port", "0", "--data", tmp_path, ASSIST_MODEL=str(folder))
    assert str(folder) in line
    assert "calibration" in line


def test_the_refusal_speaks_indonesian(tmp_path: Path) -> None:
    line = refused("--port", "0", "--data", tmp_path, ASSIST_MODEL=str(tmp_path / "none"), LANG="id_ID.UTF-8")
    assert "Model tidak ada di" in line
