"""A person's decisions in plain files, applied to the graph of every document; docs/corrections.md describes the files."""

from kg.corrections.applying import Corrected, Touched, correct, corrected, uncorrected
from kg.corrections.decisions import (FILES, Accepted, Added, Corrections, Decision, Different, Mark, OfKind, Rejected, Renamed, Same,
                                      Split, kind_of)
from kg.corrections.files import folder_of, load, record

__all__ = ["FILES", "Accepted", "Added", "Corrected", "Corrections", "Decision", "Different", "Mark", "OfKind", "Rejected",
           "Renamed", "Same", "Split", "Touched", "correct", "corrected", "folder_of", "kind_of", "load", "record", "uncorrected"]
