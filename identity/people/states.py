"""Whose turn it is where what one person began takes a second one."""

from __future__ import annotations

SECOND_PERSON = "another administrator or plan_approver or programme_approver or finance_approver"
"""As state machines name whose turn it is: the officers who confirm roles, resets of factors and requests about rights."""
