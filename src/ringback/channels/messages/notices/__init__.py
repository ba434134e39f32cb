"""Notices to members: on the desk, on their devices by web push, and by mail, each as they wish."""
