"""What a request of the corpus must come to."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Refused:
    """One of these statuses, and the connection closes."""

    statuses: tuple
    #: The mistake is in the body, so the backend may have got the head; the request is never whole there.
    is_begun: bool = False
    closes: bool = True


@dataclasses.dataclass(frozen=True)
class Seen:
    """Answered with 200, and this is what the backend saw of it."""

    line: str
    body: bytes = b""
    host: str = "localhost"
    #: Fields that are there once, with this value, or with any where it is None.
    has: dict = dataclasses.field(default_factory=dict)
    lacks: tuple = ()
    trailers: tuple = ()
    closes: bool = False


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    sent: bytes
    #: One for each request that `sent` is; nothing may follow one that closes.
    outcomes: tuple


def refused(*statuses):
    return Refused(statuses)


misdirected = Refused((421,), closes=False)


def broken_body(*statuses):
    """Refused although the head was fine."""
    return Refused(statuses, is_begun=True)


def seen(line, body=b"", **more):
    return Seen(f"{line} HTTP/1.1", body, **more)


def case(name, sent, *outcomes):
    assert outcomes and all(isinstance(outcome, (Refused, Seen)) for outcome in outcomes), name
    assert not any(outcome.closes for outcome in outcomes[:-1]), name
    return Case(name, sent, outcomes)
