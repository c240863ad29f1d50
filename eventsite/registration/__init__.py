"""Orders, and the people who come by them.

An *order* is what one buyer asked for at one moment: its *attendees*, what each costs
(*lines*) and the places all of them take. An attendee is *admitted* to the order's event
and to those that the product includes. What is on sale is the business of `products`,
the money that of `payments`.
"""
