"""A backup is what was there at one moment; what is read back is what was saved."""

import gzip
import io
import json
import tarfile
import threading
from contextlib import ExitStack, nullcontext

import pytest
import sqlalchemy as sa
from flask_migrate import stamp, upgrade
from werkzeug.datastructures import FileStorage

from eventsite.accounts.models import Person
from eventsite.core import backup, crypto, files
from eventsite.core.archive import BadArchive
from eventsite.core.db import db, write_tx
from eventsite.core.errors import Refusal
from eventsite.core.files import StoredFile
from eventsite.core.jobs import Job
from eventsite.events.models import Event
from eventsite.scholarships.models import Statements
from tests import factories, postgresql
from tests.factories import NOW
from tests.test_migrations import fill

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(make_app, tmp_path, request):
    """Make installations elsewhere: with a database of its own, keys as here."""
    with ExitStack() as stack:

        def make(name, kind=None, **settings):
            kind = kind or request.config.getoption("--database")
            folder = tmp_path / name
            folder.mkdir()
            address = (
                postgresql.database(name)
                if kind == "postgresql"
                else nullcontext(f"sqlite:///{folder / 'there.db'}")
            )
            url = stack.enter_context(address)
            return make_app(
                SQLALCHEMY_DATABASE_URI=url,
                STORAGE_URL=f"file://{folder / 'files'}",
                **settings,
            )

        yield make


@pytest.fixture
def source(installation):
    """Return an installation with a row in every table, a tree and an upload."""
    app = installation("source")
    with app.app_context():
        db.create_all()
        stamp()
        with write_tx():
            parent = factories.saved(factories.event(slug="parent", name="Käse 🧀"))
            factories.saved(factories.child(parent, slug="child"))
            upload = FileStorage(io.BytesIO(b"%PDF-1.7 slides"), "slides.pdf")
            files.store_document(upload, NOW)
        yield app
        db.session.remove()
        db.engine.dispose()


def quiet(_words):
    pass


def saved(path):
    return backup.save(path, NOW, quiet)


def contents():
    """Return all rows of all tables, as the models see them."""
    found = {}
    for table in backup.kept_tables():
        rows = db.session.execute(sa.select(table)).all()
        found[table.name] = sorted(map(repr, rows))
    db.session.rollback()
    return found


def loaded(app, path):
    with app.app_context():
        backup.load(path, quiet)
        found = contents()
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.mark.usefixtures("source")
def test_what_is_restored_elsewhere_is_what_was_saved(installation, tmp_path):
    saved(tmp_path / "backup")
    assert loaded(installation("there"), tmp_path / "backup") == contents()


def test_every_table_of_every_kind_comes_back(installation, tmp_path):
    with installation("full").app_context():
        upgrade()
        fill()
        with write_tx():  # plain rows hold no ciphertext: no model could read them
            db.session.execute(sa.update(Person).values(name="Somebody"))
        saved(tmp_path / "backup")
        before = backup.read_manifest(tmp_path / "backup")
        db.session.remove()
        db.engine.dispose()
    assert all(table.count for table in before.tables.values())
    with installation("again").app_context():
        backup.load(tmp_path / "backup", quiet)
        saved(tmp_path / "second")
        db.session.remove()
        db.engine.dispose()
    assert backup.read_manifest(tmp_path / "second").tables == before.tables


@pytest.mark.usefixtures("source")
def test_one_kind_of_database_reads_the_other_ones_backup(
    request, installation, tmp_path
):
    if request.config.getoption("--database") == "sqlite":
        pytest.skip("needs both: runs where PostgreSQL does")
    saved(tmp_path / "1")
    with installation("light", "sqlite").app_context():
        backup.load(tmp_path / "1", quiet)
        light = contents()
        saved(tmp_path / "2")
        db.session.remove()
        db.engine.dispose()
    assert light == contents()
    assert loaded(installation("heavy", "postgresql"), tmp_path / "2") == light


@pytest.mark.usefixtures("source")
def test_new_rows_go_on_behind_restored_ones(installation, tmp_path):
    saved(tmp_path / "backup")
    last = max(db.session.scalars(sa.select(Event.id)))
    with installation("there").app_context():
        backup.load(tmp_path / "backup", quiet)
        with write_tx():
            assert factories.saved(factories.event(slug="next")).id == last + 1
        db.session.remove()
        db.engine.dispose()


def test_a_backup_is_of_one_moment_while_others_write(source, tmp_path):
    told = []

    def write_meanwhile(words):
        if not told:
            thread = threading.Thread(target=write)
            thread.start()
            thread.join()
        told.append(words)

    def write():
        with source.app_context(), write_tx():
            factories.saved(factories.event(slug="meanwhile"))
            upload = FileStorage(io.BytesIO(b"%PDF-1.7 late"), "late.pdf")
            files.store_document(upload, NOW)

    made = backup.save(tmp_path / "backup", NOW, write_meanwhile)
    assert told
    assert made.tables["events"].count == 2
    assert made.tables["files"].count == len(made.files) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 3


@pytest.mark.usefixtures("source")
def test_uploads_come_back_byte_by_byte(installation, tmp_path):
    saved(tmp_path / "backup")
    token = db.session.scalar(sa.select(StoredFile.token))
    there = installation("there")
    loaded(there, tmp_path / "backup")
    with there.app_context():
        assert files.path_of(token).read_bytes() == b"%PDF-1.7 slides"


@pytest.mark.usefixtures("source")
def test_an_upload_that_is_gone_is_told_not_fatal(tmp_path):
    token = db.session.scalar(sa.select(StoredFile.token))
    db.session.rollback()
    files.path_of(token).unlink()
    assert saved(tmp_path / "backup").missing == [token]


@pytest.mark.usefixtures("source")
def test_a_backup_can_be_read_by_its_owner_only_and_overwrites_nothing(tmp_path):
    saved(tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refusal, match="is there already"):
        saved(tmp_path / "backup")


@pytest.mark.usefixtures("source")
def test_a_backup_that_failed_leaves_no_file(tmp_path):
    def fail(_words):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backup.save(tmp_path / "backup", NOW, fail)
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


@pytest.mark.usefixtures("source")
def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Refusal, match="cannot be written: No such file"):
        saved(tmp_path / "no" / "backup")


@pytest.mark.usefixtures("source")
def test_restoring_over_data_is_refused(tmp_path):
    saved(tmp_path / "backup")
    before = contents()
    with pytest.raises(Refusal, match="holds data"):
        backup.load(tmp_path / "backup", quiet)
    assert contents() == before


@pytest.mark.usefixtures("source")
def test_other_keys_are_refused_before_anything_is_written(installation, tmp_path):
    saved(tmp_path / "backup")
    there = installation("there", ENCRYPTION_KEYS=["another"])
    with there.app_context():
        with pytest.raises(Refusal, match="ENCRYPTION_KEYS do not open"):
            backup.load(tmp_path / "backup", quiet)
        assert sa.inspect(db.engine).get_table_names() == []
        db.engine.dispose()


def unpacked(path):
    with tarfile.open(path) as tar:
        return [(m.name, tar.extractfile(m).read()) for m in tar.getmembers()]


def pack(path, members):
    with tarfile.open(path, "w:gz") as tar:
        for name, data in members:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


def cut_off(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def turned_bit(path):
    data = bytearray(gzip.decompress(path.read_bytes()))
    data[data.index(b"parent")] ^= 1
    path.write_bytes(gzip.compress(bytes(data)))


def other_slides(path):
    pack(path, [
        (name, data.replace(b"slides", b"sliced") if name[:5] == "files" else data)
        for name, data in unpacked(path)
    ])  # fmt: skip


def without_people(path):
    pack(path, [(n, data) for n, data in unpacked(path) if n != "tables/people.jsonl"])


def climbing_file(path):
    pack(path, [
        (n.replace("files/", "files/../"), data) for n, data in unpacked(path)
    ])  # fmt: skip


def changed_manifest(**changes):
    def damage(path):
        members = unpacked(path)
        name, data = members[-1]
        made = json.dumps({**json.loads(data), **changes}).encode()
        pack(path, [*members[:-1], (name, made)])

    return damage


def no_archive(path):
    path.write_text("Dear diary,")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (cut_off, "damaged|cut off"),
        (turned_bit, "is not what was saved"),
        (other_slides, "a file is not what was saved"),
        (without_people, "lacks people"),
        (climbing_file, "a name that is not ours"),
        (no_archive, "damaged, or no backup"),
        (changed_manifest(form=99), "newer eventsite"),
        (changed_manifest(tables={"a b": {}}), "cannot be read"),
        (changed_manifest(key_check=7), "cannot be read"),
    ],
    ids=lambda part: getattr(part, "__name__", None),
)
@pytest.mark.usefixtures("source")
def test_a_damaged_backup_leaves_the_database_empty(
    damage, words, installation, tmp_path
):
    path = tmp_path / "backup"
    saved(path)
    damage(path)
    with installation("there").app_context():
        with pytest.raises(BadArchive, match=words):
            backup.load(path, quiet)
        for name in db.metadata.tables.keys() & sa.inspect(db.engine).get_table_names():
            counted = sa.select(sa.func.count()).select_from(sa.table(name))
            assert db.session.scalar(counted) == 0, name
        db.session.remove()
        db.engine.dispose()


@pytest.mark.usefixtures("source")
def test_a_backup_of_a_newer_eventsite_says_so(installation, tmp_path):
    path = tmp_path / "backup"
    saved(path)
    changed_manifest(revision="9999")(path)
    with installation("there").app_context():
        with pytest.raises(Refusal, match="newer eventsite"):
            backup.load(path, quiet)
        db.engine.dispose()


@pytest.mark.usefixtures("source")
def test_sensitive_answers_stay_encrypted_in_it(tmp_path):
    with write_tx():
        secret = crypto.encrypt("my need", "statements.need", ["test"])
        db.session.add(Job(name="holds", payload={"value": secret}, run_at=NOW))
    saved(tmp_path / "backup")
    packed = gzip.decompress((tmp_path / "backup").read_bytes())
    assert secret.encode() in packed
    assert b"my need" not in packed
    columns = (
        backup.read_manifest(tmp_path / "backup")
        .tables[Statements.__tablename__]
        .columns
    )
    assert dict(columns)["typed"] == "text"


def run(app, *args):
    with app.app_context():
        done = app.test_cli_runner().invoke(args=[*args])
        db.session.remove()
        db.engine.dispose()
    return done


def test_the_commands_say_what_they_did(source, installation, tmp_path):
    path = str(tmp_path / "backup")
    done = run(source, "backup", path)
    assert (done.exit_code, done.stdout.startswith(f"{path}: ")) == (0, True)
    there = installation("there")
    done = run(there, "restore", path)
    assert (done.exit_code, "1 uploads" in done.stdout) == (0, True)
    done = run(there, "restore", path)
    assert (done.exit_code, "holds data" in done.stderr) == (1, True)
    no_archive(tmp_path / "backup")
    done = run(there, "restore", path)
    assert (done.exit_code, "no backup made by eventsite" in done.stderr) == (2, True)
