"""What the desk does. Plain functions over a session; they never commit, never send, never read the clock."""
