"""Small made-up releases in the layouts of the real ones; check digits are computed here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stdnum import verhoeff

from pipeline.terminology.readers import rxnorm, snomed

FSN, SYNONYM = "900000000000003001", "900000000000013009"
US, GB = "900000000000509007", "900000000000508004"
PREFERRED, ACCEPTABLE = "900000000000548007", "900000000000549004"
MODULE = "900000000000207008"
DATE = "20300131"


def sctid(number: int, partition: str = "00") -> str:
    """A made-up identifier with its check digit."""
    stem = f"{number}{partition}"
    return stem + verhoeff.calc_check_digit(stem)


HEADACHE, ASTHMA, OLD, SURGERY = (sctid(number) for number in (99001, 99002, 99003, 99004))


def write(path: Path, lines: Iterable[str], encoding: str = "utf-8", end: str = "\r\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
    return path


def rf2(folder: Path, *, language: bool = True) -> Path:
    """An RF2 package of four concepts: a finding, a disorder, an inactive one, and a procedure."""
    terminology = folder / "Snapshot" / "Terminology"
    concepts = [(HEADACHE, "1"), (ASTHMA, "1"), (OLD, "0"), (SURGERY, "1")]
    rows = [f"{code}\t{DATE}\t{active}\t{MODULE}\t{MODULE}" for code, active in concepts]
    write(terminology / f"sct2_Concept_Snapshot_INT_{DATE}.txt", ["\t".join(snomed.CONCEPT.columns), *rows])
    descriptions = [
        (1, "1", HEADACHE, FSN, "Sore skull (finding)"),
        (2, "1", HEADACHE, SYNONYM, "Skull soreness"),
        (3, "1", HEADACHE, SYNONYM, "Sorenesses of the cranium"),
        (4, "0", HEADACHE, SYNONYM, "Withdrawn name"),
        (5, "1", HEADACHE, SYNONYM, "Name of no dialect"),
        (6, "1", ASTHMA, FSN, "Wheezing disease (acute) (disorder)"),
        (7, "1", OLD, FSN, "Old trouble (disorder)"),
        (8, "1", SURGERY, FSN, "Removal of skull (procedure)"),
    ]
    rows = [
        f"{sctid(number, '01')}\t{DATE}\t{active}\t{MODULE}\t{code}\ten\t{sort}\t{term}\t{MODULE}"
        for number, active, code, sort, term in descriptions
    ]
    write(terminology / f"sct2_Description_Snapshot-en_INT_{DATE}.txt", ["\t".join(snomed.DESCRIPTION.columns), *rows])
    if language:
        members = [(1, US, PREFERRED), (2, US, ACCEPTABLE), (2, GB, PREFERRED), (3, US, PREFERRED), (6, US, PREFERRED)]
        rows = [
            f"00000000-0000-0000-0000-{place:012}\t{DATE}\t1\t{MODULE}\t{refset}\t{sctid(number, '01')}\t{sort}"
            for place, (number, refset, sort) in enumerate(members)
        ]
        name = f"der2_cRefset_LanguageSnapshot-en_INT_{DATE}.txt"
        write(folder / "Snapshot" / "Refset" / "Language" / name, ["\t".join(snomed.LANGUAGE.columns), *rows])
    return folder


def medascii(folder: Path, encoding: str = "utf-8") -> Path:
    """Two preferred terms, one of them a procedure; a current and a withdrawn lowest level term."""
    write(folder / "meddra_release.asc", ["30.1$English$$$$"])
    classes = ["10099001$Made-up disorders$Made$$$$$$$$", "10099002$Surgical and medical procedures$Surg$$$$$$$$"]
    write(folder / "soc.asc", classes, encoding)
    terms = ["10098001$Ménière-like dizziness$$10099001$$$$$$$$", "10098002$Skull removal$$10099002$$$$$$$$"]
    write(folder / "pt.asc", terms, encoding)
    lower = [
        "10098001$Ménière-like dizziness$10098001$$$$$$$Y$$",
        "10097001$Spinning about$10098001$$$$$$$Y$$",
        "10097002$Giddy turn$10098001$$$$$$$N$$",
        "10097003$Skull taken out$10098002$$$$$$$Y$$",
    ]
    write(folder / "llt.asc", lower, encoding)
    return folder


def conso(code: str, source: str, sort: str, name: str, suppress: str = "N") -> str:
    """A line of RXNCONSO.RRF."""
    cells = dict.fromkeys(rxnorm.CONSO.columns, "")
    cells |= {"RXCUI": code, "LAT": "ENG", "SAB": source, "TTY": sort, "CODE": code, "STR": name, "SUPPRESS": suppress}
    return "|".join(cells.values()) + "|"


def rrf(folder: Path) -> Path:
    """Two ingredients and a brand; a suppressed one, one of another source, a clinical drug."""
    lines = [
        conso("9900001", "RXNORM", "IN", "examplamide"),
        conso("9900001", "RXNORM", "TMSY", "examplAMIDE"),
        conso("9900001", "MTHSPL", "SU", "EXAMPLAMIDE FOREIGN"),
        conso("9900002", "RXNORM", "PIN", "examplamide sodium"),
        conso("9900003", "RXNORM", "BN", "Examplon"),
        conso("9900004", "RXNORM", "IN", "gone", suppress="O"),
        conso("9900005", "RXNORM", "SCD", "examplamide 5 MG Oral Tablet"),
    ]
    write(folder / "rrf" / "RXNCONSO.RRF", lines, end="\n")
    return folder


OBO = """\
format-version: 1.2
data-version: releases/2030-01-31
ontology: made

[Term]
id: MADE:0001
name: skull soreness
synonym: "sore skull" EXACT []
synonym: "sore \\"noddle\\"" EXACT layperson [X:1]
synonym: "head trouble" RELATED []

[Term]
id: MADE:0002
name: obsolete trouble
is_obsolete: true

[Term]
id: OTHER:0001
name: imported thing

[Typedef]
id: part_of
name: part of
"""
