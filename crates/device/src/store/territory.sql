-- In whose area a site lies: what is near stands first where one is chosen.
ALTER TABLE site_row ADD COLUMN territory TEXT;
