"""What sites bring: visits, requests, conversations and how long people waited for them (MISSION W15, W20)."""
