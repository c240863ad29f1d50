"""Sessions and speakers as plain data, as releases and files hold them."""

from collections.abc import Collection, Mapping

from eventsite.core.files import StoredFile, list_files
from eventsite.formats import model
from eventsite.sessions.models import (
    LinkKind,
    Session,
    SessionLink,
    SessionState,
    Speaker,
)

Files = Mapping[int, StoredFile]


def find_files(sessions: Collection[Session]) -> Files:
    """Return the files that sessions and their speakers show, by id: one query."""
    ids = {link.file_id for session in sessions for link in session.links}
    ids |= {part.speaker.photo_id for session in sessions for part in session.people}
    return list_files({file_id for file_id in ids if file_id is not None})


def plain_session(session: Session, files: Files) -> model.Session:
    """Return the session without its place; `track` is the track's name."""
    links = [link for link in session.links if link.kind is LinkKind.LINK]
    attachments = [link for link in session.links if link.kind is LinkKind.ATTACHMENT]
    return model.Session(
        title=session.title,
        code=session.code,
        guid=session.guid,
        slot_guid=session.guid,
        number=session.number,
        external_id=session.external_id or "",
        slug=session.slug,
        event=session.event.slug,
        subtitle=session.subtitle,
        abstract=session.abstract,
        description=session.description,
        track=session.track.name if session.track else "",
        type=session.type.name if session.type else "",
        language=session.language,
        level=session.level,
        duration=session.duration,
        people=[
            model.Appearance(part.speaker.code, part.role.value)
            for part in session.people
        ],
        links=_links(links, files),
        attachments=_links(attachments, files),
        tags=sorted(tag.name for tag in session.tags),
        do_not_record=session.do_not_record,
        recording_url=session.recording_url,
        recording_licence=session.recording_licence,
        cancelled=session.state is SessionState.CANCELLED,
    )


def plain_person(speaker: Speaker, files: Files) -> model.Person:
    photo = files.get(speaker.photo_id) if speaker.photo_id else None
    return model.Person(
        code=speaker.code,
        name=speaker.name,
        number=speaker.number,
        external_id=speaker.external_id or "",
        job_title=speaker.job_title,
        affiliation=speaker.affiliation,
        biography=speaker.biography,
        photo=_file_path(photo) if photo else "",
        links=[model.Link(link.url, link.title) for link in speaker.links],
    )


def _links(links: Collection[SessionLink], files: Files) -> list[model.Link]:
    found = []
    for link in links:
        file = files.get(link.file_id) if link.file_id else None
        url = _file_path(file) if file else link.url
        if url:
            title = link.title or (file.name if file else "")
            found.append(model.Link(url, title, link.type))
    return found


def _file_path(file: StoredFile) -> str:
    """Return the file's address on this site; releases are made outside of requests."""
    return f"/files/{file.token}/{file.name}"
