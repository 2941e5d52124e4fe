"""When people work, and what that says: calendars, hours of working time, and begins that no one recorded."""
