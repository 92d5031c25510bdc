"""The archive: packages of closed cases, their fixity, their term and its end. Stands on the papers and the door."""
