"""Felles oppsett for testene."""

from __future__ import annotations

from tests.fixturer import hentet_regelverk, motor, motor_med, motor_uten

__all__ = ["hentet_regelverk", "motor", "motor_med", "motor_uten"]
