"""What changed for the SME: surveys, KPI results, referrals, three-level reports. Comes next; nothing stands yet."""
