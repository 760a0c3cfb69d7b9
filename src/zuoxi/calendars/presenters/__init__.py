"""What is shown of calendars: a year in months, weeks, the steps of a deadline, warnings."""
