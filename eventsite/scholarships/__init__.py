"""Scholarships: programmes, applications read without identities, awards.

What an applicant says is kept apart by who needs it, each part in its own table: what
is asked for, the statements the committee reads, the voluntary answers that nobody who
decides ever sees, and who the applicant is. Statements and voluntary answers, finished
or not, stand encrypted in the database. An application is known by a random code; no
letter and no entry of the log puts that code beside a name.
"""
