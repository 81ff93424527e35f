"""Tilskuddsassistenten: svar om driftstilskudd til nasjonale ressurssentre, med kilde bak hver setning."""

__version__ = "0.1.0"
