"""FOSDEM 2017's two devrooms that the foundation sponsored: facts, none invented.

Titles, people, rooms and times as in the conference's own schedule (FOSDEM, CC BY 4.0).
"""

from datetime import UTC, date, datetime, timedelta

from eventsite.formats.model import (
    Appearance,
    Conference,
    Person,
    Programme,
    Room,
    Session,
    Track,
)

ABOUT = (
    "Here are the two devrooms that the Cloud Native Computing Foundation sponsored, with "
    "sessions, people, rooms and times as in the conference's own schedule. To browse "
    "all of FOSDEM 2017, import the file it publishes."
)
DAY = date(2017, 2, 5)
CONTAINERS = "Linux Containers and Microservices"
MONITORING = "Monitoring and Cloud"
ROOMS = {CONTAINERS: "UA2.220 (Guillissen)", MONITORING: "UB2.252A (Lameere)"}

PEOPLE = {
    203: "Filippo Giunchedi",
    497: "Richard Hartmann",
    1755: "Luca Bruno",
    3009: "Brian Brazil",
    3342: "Ray Tsang",
    3433: "Ratnadeep Debnath",
    3621: "Chris Down",
    3828: "Spyros Trigazis",
    3872: "Vladimir Smirnov",
    3902: "Carl Bergquist",
    3924: "Bilgin Ibryam",
    4019: "Jorge Salamero",
    4201: "Michael Bauer",
    4433: "Josh Berkus",
    4448: "Josh Wood",
    4449: "Michal Rostecki",
    4450: "Maarten Hoogendoorn",
    4482: "Fabian Reinartz",
    4485: "Michael Kraus",
    4519: "Jose Rivera",
    4521: "Mohamed Ashiq",
}
# Each: its number, when it starts in Brussels, minutes, track, title, subtitle, slug, who
SESSIONS: list[tuple[int, str, int, str, str, str, str, tuple[int, ...]]] = [
    (
        5770, "09:00", 45, CONTAINERS,
        "Kubernetes 101",
        "Orchestration doesn't have to be difficult",
        "kubernetes101", (4433,),
    ),
    (
        4771, "09:50", 45, CONTAINERS,
        "Taking containers from development to production",
        "",
        "containerdevops", (3433,),
    ),
    (
        4863, "10:40", 45, CONTAINERS,
        "gRPC 101 - building fast and efficient microservices",
        "",
        "grpc101", (3342,),
    ),
    (
        5771, "11:40", 45, CONTAINERS,
        "Kubernetes Operators",
        "Managing Complex Software with Software",
        "kubeoperators", (4448,),
    ),
    (
        5147, "12:35", 10, CONTAINERS,
        "OpenStack Magnum at CERN",
        "Scaling container clusters to thousands of nodes",
        "magnumcern", (3828,),
    ),
    (
        5894, "12:45", 5, CONTAINERS,
        "AMENDMENT Kubernetes+GlusterFS",
        "Lightning Ver.",
        "kubegluster", (4519, 4521),
    ),
    (
        5775, "12:50", 5, CONTAINERS,
        "Managing DEPENDENCIES in containers",
        "",
        "layervsdependency", (4450,),
    ),
    (
        5339, "12:55", 10, CONTAINERS,
        "Cloud Native Java Development",
        "Patterns and Principles for Designing Kubernetes Applications",
        "cnjavadev", (3924,),
    ),
    (
        5859, "13:05", 5, CONTAINERS,
        "CRI: How Kubernetes really runs containers",
        "",
        "crikube", (1755,),
    ),
    (
        5311, "13:25", 45, CONTAINERS,
        "Singularity",
        "The Inner Workings of Securely Running User Containers on HPC Systems",
        "singularityhpc", (4201,),
    ),
    (
        4854, "14:30", 45, CONTAINERS,
        "cgroupv2: Linux's new unified control group hierarchy",
        "",
        "cgroupv2", (3621,),
    ),
    (
        4921, "15:20", 45, CONTAINERS,
        "Troubleshooting Kubernetes",
        "",
        "troubleshootkube", (4019,),
    ),
    (
        5772, "16:10", 45, CONTAINERS,
        "Running virtual machines in containers",
        "",
        "virtcontainers", (4449,),
    ),
    (
        5816, "09:00", 45, MONITORING,
        'What does "Monitoring" mean?',
        "",
        "what_does_monitoring_mean", (3009,),
    ),
    (
        5916, "09:50", 45, MONITORING,
        "AMENDMENT Impromptu Q&A about Prometheus and Grafana",
        "",
        "monitoring_cloud_qa", (),
    ),
    (
        4920, "10:40", 45, MONITORING,
        "Trace Everything",
        "When APM meets SysAdmins",
        "trace_everything", (4019,),
    ),
    (
        4734, "11:40", 45, MONITORING,
        "Graphite@Scale or How to store millions metrics per second",
        "",
        "graphite_at_scale", (3872,),
    ),
    (
        5817, "12:35", 45, MONITORING,
        "AMENDMENT Alerting with Time Series",
        "",
        "alerting_with_time_series", (4482,),
    ),
    (
        5819, "13:25", 45, MONITORING,
        "Grafana - Past, present and future",
        "",
        "grafana_past_present_and_future", (3902,),
    ),
    (
        5821, "14:30", 45, MONITORING,
        "Monitoring Kubernetes with OMD Labs Edition and Prometheus",
        "",
        "monitoring_kubernetes_with_omd_labs", (4485,),
    ),
    (
        5822, "15:20", 45, MONITORING,
        "Social aspects of change",
        "",
        "social_aspects_of_change", (497,),
    ),
    (
        5823, "16:10", 45, MONITORING,
        "Deploying Prometheus at Wikimedia Foundation",
        "",
        "deploying_prometheus_at_wikimedia_foundation", (203,),
    ),
]  # fmt: skip


def programme() -> Programme:
    """Return both devrooms as one file of the conference would tell of them."""
    return Programme(
        Conference(
            title="FOSDEM 2017",
            acronym="fosdem-2017",
            venue="ULB (Université Libre de Bruxelles)",
            city="Brussels",
            starts_on=date(2017, 2, 4),
            ends_on=DAY,
            zone="Europe/Brussels",
            day_change=timedelta(hours=9),
            url="https://archive.fosdem.org/2017/",
        ),
        days=[DAY],
        rooms=[Room(name) for name in ROOMS.values()],
        tracks=[Track(MONITORING), Track(CONTAINERS)],
        people=[
            Person(str(number), name, number=number, external_id=str(number))
            for number, name in PEOPLE.items()
        ],
        sessions=[_session(row) for row in SESSIONS],
    )


def _session(row: tuple[int, str, int, str, str, str, str, tuple[int, ...]]) -> Session:
    number, start, minutes, track, title, subtitle, slug, people = row
    hour, minute = map(int, start.split(":"))
    return Session(
        title=title,
        number=number,
        external_id=str(number),
        slug=slug,
        subtitle=subtitle,
        track=track,
        type="devroom",
        starts_at=datetime(2017, 2, 5, hour - 1, minute, tzinfo=UTC),  # CET is UTC+1
        duration=timedelta(minutes=minutes),
        day=DAY,
        room=ROOMS[track],
        people=[Appearance(str(person)) for person in people],
    )
