"""What kills servers on purpose, and proves that nothing acknowledged is lost and nothing is half written."""
