"""datasets: a load that gives more rows than the slice holds is cut before the team's map() tokenises them all."""

import functools


def hook_load(session, module):
    """Cut the result of load_dataset (Dataset, DatasetDict, streaming) to the slice's size and note that it was needed."""
    original = module.load_dataset

    @functools.wraps(original)
    def load_dataset(*args, **kwargs):
        return cut(session, original(*args, **kwargs), "load_dataset")

    module.load_dataset = load_dataset
    session.evidence.data["hooked"].append("datasets")


def cut(session, data, where):
    """At most `rows` rows of a dataset; other objects come back as they are. The number of rows before the cut is noted."""
    if isinstance(data, dict) and hasattr(data, "items"):
        for name, part in list(data.items()):
            data[name] = cut(session, part, f"{where}[{name}]")
        return data
    limit = session.settings.rows
    if hasattr(data, "select") and hasattr(data, "__len__"):
        session.evidence.data["rows"][where] = len(data)
        return data.select(range(limit)) if len(data) > limit else data
    if hasattr(data, "take"):
        session.evidence.data["rows"][where] = "stream"
        return data.take(limit)
    return data
