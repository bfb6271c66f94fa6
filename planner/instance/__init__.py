"""What the user says: tables read, checked and written in the user's words and units."""
