"""Photos: cleaned in a process of its own, kept sealed or public (rules S3, S6, P6; threats 19 and 20)."""

from foundation.images.cleaning import UNCUT, Cleaned, Cut, Format, ImageRefusedError, Picture, Refusal, TakenAt, clean

__all__ = ["UNCUT", "Cleaned", "Cut", "Format", "ImageRefusedError", "Picture", "Refusal", "TakenAt", "clean"]
