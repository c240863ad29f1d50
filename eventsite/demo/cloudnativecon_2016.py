"""CloudNativeCon 2016 as its host announced it on 15 September 2016.

Facts: names, place, days, prices and their deadline, awards, the call's deadline, tiers,
sponsors at the highest tier, titles, people, their job titles and affiliations. The
announcement says neither which of the three events hosts a session nor where and when it
takes place, what later prices are, or who the other sponsors are: what stands for these
here is illustrative, and the demo's pages say so.
"""

from datetime import date
from typing import NamedTuple

ZONE = "America/Los_Angeles"
STARTS_ON, ENDS_ON = date(2016, 11, 8), date(2016, 11, 9)
EARLY_UNTIL = date(2016, 9, 23)  # the prices' and the lightning talks' last day
ANNOUNCED_ON = date(2016, 9, 15)
INDIVIDUAL, CORPORATE = "400.00", "850.00"
LATER_INDIVIDUAL, LATER_CORPORATE = "600.00", "1050.00"  # illustrative
PLACES = 1000  # illustrative
SCHOLARSHIP = "CNCF Diversity Scholarship"
AWARDS = 3
ELIGIBILITY = (
    "Members of traditionally underrepresented and/or marginalized groups in the "
    "technology and/or open source communities."
)
TIERS = ("Diamond", "Platinum", "Gold", "Silver", "Media")
DIAMOND = ("Apprenda", "Cisco", "CoreOS", "Google", "IBM", "Intel", "Red Hat")
TYPES = {  # name: illustrative length in minutes
    "Session": 35,
    "Keynote": 20,
    "Case study": 35,
    "Tutorial": 80,
    "Lightning talk": 5,
    "Panel": 35,
}
ABOUT = (
    "The Cloud Native Computing Foundation's conference on the open source stack: "
    "microservices in containers, dynamically orchestrated, in a neutral home."
)
ILLUSTRATIVE = (
    "*This is a demo. Titles, people, prices and deadlines are as announced on "
    "15 September 2016. Which of the three events hosts a session, rooms, times, later "
    "prices and numbers of places were not announced: they are illustrative.*"
)
CNC, KUBECON, PROMETHEUSDAY = "cloudnativecon", "kubecon", "prometheusday"
CHILDREN = {
    KUBECON: (
        "KubeCon",
        "Kubernetes technologists",
        "For Kubernetes technologists running containers and cloud native architectures.",
    ),
    PROMETHEUSDAY: (
        "PrometheusDay",
        "Prometheus adopters and leading experts",
        "For Prometheus adopters and leading experts in open source monitoring.",
    ),
}
ROOMS = (  # illustrative: name, places
    ("Ballroom", 900),
    ("Room 301", 180),
    ("Room 302", 180),
)


class OnStage(NamedTuple):
    name: str
    job_title: str
    affiliation: str
    role: str = "speaker"


class Talk(NamedTuple):
    """`day`, `start`, `room` and `event` are illustrative."""

    title: str
    person: OnStage
    day: int
    start: str
    room: int
    event: str = CNC
    type: str = "Session"


TALKS = (
    Talk(
        "Does Cloud Native Mean Container Native?",
        OnStage("James Bottomley", "Distinguished Engineer", "IBM Research"),
        0, "09:00", 0, type="Keynote",
    ),
    Talk(
        "Kubernetes: As Seen On TV",
        OnStage("Erik St. Martin", "Systems Architect", "Comcast"),
        0, "10:00", 0, KUBECON, "Case study",
    ),
    Talk(
        "Unik: Unikernel runtime for Kubernetes",
        OnStage("Idit Levine", "CTO, Cloud Management Division", "EMC Dell"),
        0, "10:00", 1, KUBECON,
    ),
    Talk(
        "Sentinel: A Platform for Fine-grained Application Security",
        OnStage("Sudheendra Murthy", "Senior Software Engineer", "eBay"),
        0, "10:00", 2,
    ),
    Talk(
        "Kubernetes Networking Panel: Collaborate on the Spec, Compete on Execution",
        OnStage("Susan Wu", "Director of Technical Marketing", "Midokura", "moderator"),
        0, "11:00", 0, KUBECON, "Panel",
    ),
    Talk(
        "Plumbing the Cloud for Containers",
        OnStage("Michael Friis", "Product Manager", "Docker"),
        0, "11:00", 1,
    ),
    Talk(
        "Processing Billions of Events in Real-Time with Heron",
        OnStage(
            "Karthik Ramasamy",
            "Engineering Manager and Technical Lead for Real Time Analytics",
            "Twitter",
        ),
        0, "11:00", 2,
    ),
    Talk(
        "Everything you Ever Wanted to Know About Resource Scheduling, but Were "
        "Afraid to Ask",
        OnStage(
            "Tim Hockin", "Senior Staff Software Engineer, Cluster Management", "Google"
        ),
        0, "13:30", 0, KUBECON,
    ),
    Talk(
        "Automating Infrastructure Deployment for Kubernetes",
        OnStage("Alena Prokharchyk", "Principal Software Engineer", "Rancher Labs"),
        0, "13:30", 1, KUBECON,
    ),
    Talk(
        "How to Monitor Application Performance in a Container-Based World",
        OnStage("Fabio Giannetti", "Principal Engineer", "Cisco"),
        0, "13:30", 2,
    ),
    Talk(
        "Running a Top 5 E-Commerce Website on Kubernetes",
        OnStage("Justin Dean", "Senior Vice President of TechOps", ""),
        1, "09:00", 0, KUBECON, "Case study",
    ),
    Talk(
        "How Box Runs Containers in Production with Kubernetes",
        OnStage("Sam Ghods", "Co-Founder", "Box"),
        1, "10:00", 0, KUBECON, "Case study",
    ),
    Talk(
        "Kompose: The Docker-compose of Kubernetes",
        OnStage("Sébastien Goasguen", "Founder", "Skippbox"),
        1, "10:00", 1, KUBECON,
    ),
    Talk(
        "Taking the Helm: Delivering Kubernetes-Native Applications",
        OnStage("Michelle Noorali", "Software Engineer", "Kubernetes Helm project"),
        1, "11:00", 0, KUBECON,
    ),
    Talk(
        "Monitoring Kubernetes Clusters with Prometheus",
        OnStage("Fabian Reinartz", "Engineer; core Prometheus developer", "CoreOS"),
        1, "11:00", 1, PROMETHEUSDAY,
    ),
    Talk(
        "Project Frankenstein: Multitenant, Horizontally Scalable Prometheus as a "
        "Service",
        OnStage("Tom Wilkie", "Director of Software Engineering", "Weaveworks"),
        1, "13:30", 1, PROMETHEUSDAY,
    ),
)  # fmt: skip
