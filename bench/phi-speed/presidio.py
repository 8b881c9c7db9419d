"""Presidio's pattern recognizers over the texts of a JSON Lines file, with a blank English pipeline: presidio.py FILE BYTES.

Prints the bytes of text and the seconds of analysis, start-up and the first text left out.
"""
import json
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class BlankEngine(SpacyNlpEngine):
    """No model: the recognizers that look at patterns need tokens only."""

    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}


def main(path, limit):
    engine = BlankEngine()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    for recognizer in list(registry.recognizers):
        if type(recognizer).__name__ == "SpacyRecognizer":
            registry.remove_recognizer(recognizer.name)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    analyzer.analyze("My phone is (212) 555-0187.", language="en")
    done = 0
    start = time.perf_counter()
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["answer"]
            analyzer.analyze(text, language="en")
            done += len(text.encode())
            if done >= limit:
                break
    print(json.dumps({"bytes": done, "seconds": time.perf_counter() - start}))


main(sys.argv[1], int(sys.argv[2]))
