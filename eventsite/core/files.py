"""Files that people upload: checked, kept outside the database, served harmlessly.

Images are decoded and written anew as WebP: no metadata, nothing appended, no script.
Documents keep their bytes; what they are is told by their first bytes, not their name,
and they leave as downloads that no browser opens on our origin. Addresses hold a random
token, so that nobody finds a file by counting.
"""

import io
import re
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple
from urllib.parse import unquote, urlsplit
from warnings import catch_warnings, simplefilter

from flask import Blueprint, Response, abort, current_app, send_file, url_for
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from eventsite.core.changes import FIXED
from eventsite.core.codes import new_token
from eventsite.core.db import Model, db
from eventsite.core.errors import Refusal
from eventsite.core.guard import public
from eventsite.core.words import _, lazy

MEGABYTE = 1024 * 1024
LARGEST_IMAGE = 8 * MEGABYTE
LARGEST_DOCUMENT = 15 * MEGABYTE
MOST_PIXELS = 40_000_000
WIDEST = 1600  # pixels that a stored image has at most on its longer side
IMAGES = ("PNG", "JPEG", "WEBP", "GIF")
ZIP = b"PK\x03\x04"
DOCUMENTS: dict[str, tuple[bytes, str]] = {  # how it begins, what it is
    ".pdf": (b"%PDF-", "application/pdf"),
    ".odp": (ZIP, "application/vnd.oasis.opendocument.presentation"),
    ".odt": (ZIP, "application/vnd.oasis.opendocument.text"),
    ".pptx": (
        ZIP,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ".zip": (ZIP, "application/zip"),
    ".txt": (b"", "text/plain"),
    ".md": (b"", "text/plain"),
}
A_YEAR = 31_536_000  # seconds

bp = Blueprint("files", __name__)


class BadUpload(Refusal):
    message = lazy("This file cannot be used.")


class StoredFile(Model):
    __tablename__ = "files"
    shown_with = FIXED

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    width: Mapped[int | None]  # pixels, of an image
    height: Mapped[int | None]
    created_at: Mapped[datetime]

    @property
    def is_image(self) -> bool:
        return self.media_type == "image/webp"


class Checked(NamedTuple):
    """What was uploaded, found to be what it says, with a harmless name."""

    name: str
    media_type: str
    data: bytes


def store_image(upload: FileStorage, now: datetime, widest: int = WIDEST) -> StoredFile:
    """Keep an image, made anew as WebP of at most `widest` pixels; flushes.

    Raises:
        BadUpload: no PNG, JPEG, WebP or GIF, or too large; nothing is kept.
    """
    made, size = made_image(upload, widest)
    return _keep(made.data, made.name, made.media_type, now, size)


def made_image(
    upload: FileStorage, widest: int = WIDEST
) -> tuple[Checked, tuple[int, int]]:
    """Return an image made anew, and its width and height; nothing is kept.

    Raises:
        BadUpload
    """
    data = _read(upload.stream, LARGEST_IMAGE)
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            picture = _decode(data)
            picture.thumbnail((widest, widest))
            made = io.BytesIO()
            picture.save(made, "WEBP", quality=88, method=4)
    except BadUpload:
        raise
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        raise BadUpload(_("Choose a PNG, JPEG, WebP or GIF image.")) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError):
        raise BadUpload(_("This image is damaged. Save it again and retry.")) from None
    name = Path(safe_name(upload.filename)).stem + ".webp"
    return Checked(name, "image/webp", made.getvalue()), picture.size


def _decode(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=IMAGES)
    if picture.width * picture.height > MOST_PIXELS:
        raise BadUpload(
            _(
                "This image has more than %(count)s million pixels.",
                count=MOST_PIXELS // 10**6,
            )
        )
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    clean = upright.convert("RGBA" if has_alpha else "RGB")
    clean.info.clear()
    return clean


def store_document(upload: FileStorage, now: datetime) -> StoredFile:
    """Keep a document as it is; flushes.

    Raises:
        BadUpload: of no kind in `DOCUMENTS`, not what its name says, or too large.
    """
    found = checked_document(upload)
    return _keep(found.data, found.name, found.media_type, now)


def checked_document(upload: FileStorage) -> Checked:
    """Return a document as it is; nothing is kept.

    Raises:
        BadUpload
    """
    data = _read(upload.stream, LARGEST_DOCUMENT)
    name = safe_name(upload.filename)
    suffix = Path(name).suffix.lower()
    if suffix not in DOCUMENTS:
        kinds = ", ".join(kind.removeprefix(".") for kind in DOCUMENTS)
        raise BadUpload(
            _("Choose a file of one of these kinds: %(kinds)s.", kinds=kinds)
        )
    beginning, media_type = DOCUMENTS[suffix]
    if not data.startswith(beginning) or (
        media_type == "text/plain" and not _is_text(data)
    ):
        raise BadUpload(
            _(
                "This is not what its name says: no %(kind)s file.",
                kind=suffix.removeprefix("."),
            )
        )
    return Checked(name, media_type, data)


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


def _read(stream: IO[bytes], limit: int) -> bytes:
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise BadUpload(
            _("This file is larger than %(limit)s MB.", limit=limit // MEGABYTE)
        )
    if not data:
        raise BadUpload(_("This file is empty."))
    return data


def safe_name(name: str | None) -> str:
    """Return a file name of letters, digits, hyphens and one dot, never empty."""
    found = Path((name or "").replace("\\", "/")).name
    stem, dot, suffix = found.rpartition(".")
    stem, suffix = (stem, suffix) if dot else (found, "")
    kept = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-")[:80] or "file"
    end = re.sub(r"[^A-Za-z0-9]+", "", suffix)[:8]
    return f"{kept}.{end}" if end else kept


def _keep(
    data: bytes,
    name: str,
    media_type: str,
    now: datetime,
    size: tuple[int, int] | None = None,
) -> StoredFile:
    token = new_token()
    put(token, data)
    width, height = size or (None, None)
    file = StoredFile(
        token=token, name=name, media_type=media_type, size=len(data),
        width=width, height=height, created_at=now,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    return file


def put(token: str, data: bytes) -> None:
    """Write an upload's bytes: whole or not at all. Without its row it is swept later."""
    path = path_of(token)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(data)
    part.rename(path)


def path_of(token: str) -> Path:
    folder = Path(unquote(urlsplit(current_app.config["STORAGE_URL"]).path))
    return folder / token[:2] / token


def find_file(file_id: int | None) -> StoredFile | None:
    return None if file_id is None else db.session.get(StoredFile, file_id)


def list_files(ids: set[int]) -> dict[int, StoredFile]:
    """Return the files with these ids, by id: one query for a whole page."""
    if not ids:
        return {}
    found = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))
    return {file.id: file for file in found}


def file_url(file: StoredFile, *, external: bool = False) -> str:
    return url_for("files.file", token=file.token, name=file.name, _external=external)


@bp.get("/files/<token>/<name>")
@public
def file(token: str, name: str) -> Response:
    found = db.session.scalars(select(StoredFile).filter_by(token=token)).one_or_none()
    if found is None or found.name != name or not path_of(found.token).is_file():
        abort(404)
    answer = send_file(
        path_of(found.token),
        mimetype=found.media_type,
        as_attachment=not found.is_image,
        download_name=found.name,
        etag=found.token,
        max_age=A_YEAR,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.cache_control.public = True
    answer.cache_control.immutable = True
    return answer


def sweep_orphans(now: datetime) -> int:
    """Delete files older than a day that no row tells of; return how many."""
    folder = path_of("xx").parent.parent
    known = set(db.session.scalars(select(StoredFile.token)))
    orphans = [
        path
        for path in folder.glob("??/*")
        if path.name not in known and now.timestamp() - path.stat().st_mtime > 86_400
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
