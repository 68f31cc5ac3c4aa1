"""What Alur counts and reads: money, quantities, days, phones, names. Plain Python, no framework."""
