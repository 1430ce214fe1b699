"""Notices: one function through which every one goes, the channels that carry them, reminders and the daily digest."""
