"""Training records, rehearsal records, second-stage records and triage cases."""

from __future__ import annotations

from .complaint import Complaint, complaints, of_level
from .message import STYLES, Message, draw_message, tell
from .overlap import grams_of_all, overlap
from .person import draw_person
from .rng import Rng
from .tasks import PLACE_TASK, SYSTEM_TASK, place_answer, system_answer, triage_answer, turns

TRAIN_MIX = (("emergency", 0.45), ("urgent", 0.2), ("routine", 0.18), ("self-care", 0.17))
CASES_PER_REASON = {"emergency": 20, "urgent": 13, "routine": 13, "self-care": 13}
NEVER_MISS_PER_REASON = 3
MAX_OVERLAP = 0.1


class Fresh:
    """Draws messages whose text was not drawn before."""

    def __init__(self, rng: Rng) -> None:
        self.rng = rng
        self.seen: set[str] = set()

    def message(self, choices: tuple[Complaint, ...]) -> Message:
        while True:
            message = draw_message(self.rng, self.rng.pick(choices))
            if message.text not in self.seen:
                self.seen.add(message.text)
                return message


def train_records(rng: Rng, n: int, prefix: str = "t", seen: set[str] | None = None) -> list[dict]:
    """n triage records; texts in `seen` are not drawn again."""
    fresh = Fresh(rng)
    fresh.seen |= seen or set()
    rows = []
    for i in range(n):
        message = fresh.message(of_level(rng.weighted(TRAIN_MIX)))
        rows.append({"id": f"{prefix}-{i + 1:04d}", "messages": turns(message.text, triage_answer(message))})
    return rows


def replay_records(rng: Rng, n: int) -> list[dict]:
    """Records of a task that the base model already masters, to keep it from forgetting."""
    fresh = Fresh(rng)
    rows = []
    for i in range(n):
        message = fresh.message(complaints())
        rows.append({"id": f"r-{i + 1:04d}", "messages": turns(SYSTEM_TASK + message.text, system_answer(message))})
    return rows


def stage2_records(rng: Rng, n: int) -> list[dict]:
    """Records for a later second stage: where to send the patient."""
    fresh = Fresh(rng)
    rows = []
    for i in range(n):
        message = fresh.message(complaints())
        rows.append({"id": f"p-{i + 1:04d}", "messages": turns(PLACE_TASK + message.text, place_answer(message))})
    return rows


def user_texts(records: list[dict]) -> list[str]:
    return [turn["content"] for row in records for turn in row["messages"] if turn["role"] == "user"]


def _scenario(rng: Rng, complaint: Complaint, room: int) -> list[Message]:
    """One patient's story, told once or in several styles: cases that belong together."""
    person = draw_person(rng, complaint)
    count = min(room, rng.weighted(((1, 0.55), (2, 0.3), (3, 0.15))))
    return [tell(rng, complaint, person, style, rng.chance(0.3)) for style in rng.some(STYLES, count)]


def triage_cases(rng: Rng, training: list[dict]) -> tuple[list[dict], list[str]]:
    """Evaluation cases and the ids that must never be missed. No case repeats 13-grams of training to speak of."""
    known = grams_of_all(user_texts(training))
    taken: set[str] = set()
    drawn: list[tuple[int, Message]] = []
    cluster = 0
    for complaint in complaints():
        left = CASES_PER_REASON[complaint.level]
        while left > 0:
            told = [m for m in _scenario(rng, complaint, left) if m.text not in taken and overlap(m.text, known) < MAX_OVERLAP]
            if not told:
                continue
            cluster += 1
            taken |= {m.text for m in told}
            drawn += [(cluster, m) for m in told]
            left -= len(told)
    rows: list[dict] = []
    never: list[str] = []
    per_reason: dict[str, int] = {}
    for i, (number, message) in enumerate(rng.shuffled(drawn)):
        rows.append(_case(f"c-{i + 1:03d}", number, message))
        if message.complaint.level == "emergency" and not message.new_wording:
            per_reason[message.complaint.reason] = per_reason.get(message.complaint.reason, 0) + 1
            if per_reason[message.complaint.reason] <= NEVER_MISS_PER_REASON:
                never.append(rows[-1]["id"])
    return rows, never


def _case(case_id: str, cluster: int, message: Message) -> dict:
    return {
        "id": case_id,
        "cluster": f"s-{cluster:03d}",
        "groups": {
            "age_band": message.person.band,
            "sex": message.person.sex,
            "style": message.style,
            "wording": "new" if message.new_wording else "known",
        },
        "input": message.text,
        "gold": message.complaint.level,
    }
