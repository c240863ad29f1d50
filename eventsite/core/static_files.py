"""Style sheets, scripts and pictures of ours, read once and named by their content.

The address of a file holds a hash of all of them, `/static/<hash>/js/site.js`, so that
browsers may keep it for a year and a relative import inside it needs no rewriting.
All of `css/` is served joined, as `site.css`: one request; cascade layers, not the
order of the files, decide which rule wins.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request

from eventsite.core.guard import public

FOLDER = Path(__file__).parent.parent / "static"
LAYERS = "layers.css"  # names the layers, so it comes first
KEEP = "public, max-age=31536000, immutable"
COMPRESSED = ("text/", "application/json", "image/svg+xml")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@dataclass(frozen=True, slots=True)
class File:
    kind: str
    body: bytes
    gzipped: bytes  # empty where it would not pay


@dataclass(frozen=True, slots=True)
class StaticFiles:
    version: str
    files: dict[str, File]
    read_at: tuple[tuple[str, int], ...]  # names and modification times


def init_app(app: Flask) -> None:
    """Read the files and serve them; `static_url("js/site.js")` in templates."""
    app.extensions["static_files"] = read(FOLDER)
    app.add_url_rule("/static/<version>/<path:filename>", "static", static)
    app.jinja_env.globals["static_url"] = static_url


def static_url(filename: str) -> str:
    """Return a file's address.

    Raises:
        KeyError: there is no such file.
    """
    found = _current()
    found.files[filename]
    return f"{request.script_root}/static/{found.version}/{filename}"


def read_static(filename: str) -> str:
    """Return the text of one of our files.

    Raises:
        KeyError: there is no such file.
    """
    return _current().files[filename].body.decode()


def version() -> str:
    """Return what changes with any of our files."""
    return _current().version


@public
def static(version: str, filename: str) -> Response:
    response = send(filename)
    # A page made by another version of us may ask for what is no longer there.
    is_ours = version == _current().version
    response.headers["Cache-Control"] = KEEP if is_ours else "no-cache"
    return response


def send(filename: str) -> Response:
    """Answer with a file, packed for who can unpack it; 404 if there is none."""
    file = _current().files.get(filename)
    if file is None:
        abort(404)
    response = Response(file.body, content_type=file.kind)
    response.vary.add("Accept-Encoding")
    if file.gzipped and request.accept_encodings["gzip"] > 0:
        response.set_data(file.gzipped)
        response.content_encoding = "gzip"
    return response


def read(folder: Path) -> StaticFiles:
    paths = sorted(p for p in folder.rglob("*") if p.is_file())
    bodies = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    styles = [name for name in bodies if name.startswith("css/")]
    styles.sort(key=lambda name: (not name.endswith(LAYERS), name))
    bodies["site.css"] = b"\n".join(bodies[name] for name in styles)
    digest = hashlib.sha256()
    for name, body in sorted(bodies.items()):
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    files = {name: _file(name, body) for name, body in bodies.items()}
    return StaticFiles(digest.hexdigest()[:12], files, _times(folder))


def _file(name: str, body: bytes) -> File:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    gzipped = gzip.compress(body, mtime=0) if kind.startswith(COMPRESSED) else b""
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    return File(f"{kind}{charset}", body, gzipped if len(gzipped) < len(body) else b"")


def _times(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((str(p), p.stat().st_mtime_ns) for p in folder.rglob("*.*")))


def _current() -> StaticFiles:
    """Return the files as read at start; while developing, as they are now."""
    found: StaticFiles = current_app.extensions["static_files"]
    if current_app.debug and found.read_at != _times(FOLDER):
        found = current_app.extensions["static_files"] = read(FOLDER)
    return found
