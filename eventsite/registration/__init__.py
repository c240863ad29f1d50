"""What is on sale, at which price until when; orders, attendees, tickets."""
