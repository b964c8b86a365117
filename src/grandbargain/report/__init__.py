"""Answers on paper: one self-contained page that an analyst can hand in."""

from __future__ import annotations

from .page import render

__all__ = ["render"]
